package io.microexp.training.testing;

import io.microexp.Emotion;
import io.microexp.image.awt.AwtImages;
import io.microexp.training.data.FaceDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Faces in AffectNet's layout: {@code images/N.jpg} and {@code annotations/N_exp.npy}. */
public final class AffectNetFiles {
    /** In the order of AffectNet's numbers. */
    public static final List<Emotion> CLASSES = List.of(
            Emotion.NEUTRAL,
            Emotion.HAPPINESS,
            Emotion.SADNESS,
            Emotion.SURPRISE,
            Emotion.FEAR,
            Emotion.DISGUST,
            Emotion.ANGER,
            Emotion.CONTEMPT);

    private AffectNetFiles() {}

    /** Writes a split into a folder. */
    public static void write(Path set, FaceDataset faces) throws IOException {
        Path images = Files.createDirectories(set.resolve("images"));
        Path annotations = Files.createDirectories(set.resolve("annotations"));
        for (int i = 0; i < faces.size(); i++) {
            ImageIO.write(
                    AwtImages.toBufferedImage(faces.image(i)),
                    "jpg",
                    images.resolve(i + ".jpg").toFile());
            byte number = (byte) CLASSES.indexOf(faces.labels().get(faces.label(i)));
            Files.write(annotations.resolve(i + "_exp.npy"), npy("|u1", new byte[] {number}));
        }
    }

    /** A NumPy file of one number. */
    public static byte[] npy(String type, byte[] data) {
        byte[] header = "{'descr': '%s', 'fortran_order': False, 'shape': (), }\n"
                .formatted(type)
                .getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        out.writeBytes(ByteBuffer.allocate(Short.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) header.length)
                .array());
        out.writeBytes(header);
        out.writeBytes(data);
        return out.toByteArray();
    }
}
