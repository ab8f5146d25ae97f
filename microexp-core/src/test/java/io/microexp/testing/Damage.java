package io.microexp.testing;

import java.util.Arrays;
import java.util.Random;

/** What bad disks and bad people do to files. */
public final class Damage {
    private static final int MOST_CHANGES = 8;
    /** As long as the longest number of the protobuf format. */
    private static final int RUN = 10;

    private Damage() {}

    /**
     * A copy with one to eight changes: a bit flipped, a byte replaced, or a run of ones, which reads as a giant
     * number.
     */
    public static byte[] of(byte[] file, Random random) {
        byte[] bytes = file.clone();
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                default -> Arrays.fill(bytes, at, Math.min(at + RUN, bytes.length), (byte) 0xFF);
            }
        }
        return bytes;
    }
}
