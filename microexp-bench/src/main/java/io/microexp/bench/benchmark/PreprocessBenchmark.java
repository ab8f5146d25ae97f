package io.microexp.bench.benchmark;

import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.model.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the conversion of a 192x192 face region of a 640x480 BGR frame to the 48x48 float32 input of the network. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = Backends.NATIVE_ACCESS)
public class PreprocessBenchmark {
    private static final long SEED = 20_260_703L;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int SIDE = 192;
    private static final int LEFT = 221;
    private static final int TOP = 137;
    private static final int CHANNELS = 3;
    private static final int MAX_PIXEL = 255;
    private static final int NOISE = 64;
    private static final Preprocessing INPUT = Preprocessing.FER2013;

    private ByteBuffer bytes;
    private PixelBuffer frame;
    private byte[] grayPixels;
    private GrayImage gray;
    private FloatBuffer input;

    /** Fills a frame with a noisy ramp over the region, whose gray levels span too much to be stretched. */
    @Setup
    public void draw() {
        Random random = new Random(SEED);
        bytes = ByteBuffer.allocateDirect(WIDTH * HEIGHT * CHANNELS);
        for (int i = 0; i < bytes.capacity(); i++) {
            int across = Math.max(0, Math.min(i / CHANNELS % WIDTH - LEFT, SIDE));
            bytes.put(i, (byte) (across * (MAX_PIXEL - NOISE) / SIDE + random.nextInt(NOISE)));
        }
        frame = PixelBuffer.wrap(bytes, PixelBuffer.Encoding.BGR8, WIDTH, HEIGHT);
        grayPixels = new byte[SIDE * SIDE];
        gray = GrayImage.wrap(grayPixels, 0, SIDE, SIDE, SIDE);
        input = FloatBuffer.allocate(INPUT.width() * INPUT.height());
    }

    /** Crops, converts to gray, resizes, restores and normalizes. */
    @Benchmark
    public Object regionToInput(Allocation allocation) {
        allocation.enter();
        frame.toGray(LEFT, TOP, SIDE, SIDE, grayPixels);
        INPUT.apply(gray, input, 0);
        allocation.leave();
        return input;
    }

    /**
     * Compares the last region, not restored, with its definition: each value is the mean luma of one block of pixels.
     * Restoring has tests of its own.
     */
    @TearDown
    public void check() {
        INPUT.withRestore(false).apply(gray, input, 0);
        int block = SIDE / INPUT.width();
        float[] expected = new float[input.capacity()];
        for (int i = 0; i < expected.length; i++) {
            double mean = meanLuma(i % INPUT.width() * block, i / INPUT.width() * block, block);
            expected[i] = (float) ((mean / 255 - INPUT.mean()) / INPUT.std());
        }
        Checks.same("preprocessing", expected, input.array());
    }

    private double meanLuma(int x, int y, int block) {
        double sum = 0;
        for (int row = TOP + y; row < TOP + y + block; row++) {
            for (int column = LEFT + x; column < LEFT + x + block; column++) {
                int at = (row * WIDTH + column) * CHANNELS;
                sum += luma(level(at + 2), level(at + 1), level(at));
            }
        }
        return sum / (block * block);
    }

    /** Returns the luma of BT.601 with 16 fractional bits, rounded to an integer, as {@link PixelBuffer} specifies. */
    private static long luma(int red, int green, int blue) {
        double one = 1 << 16;
        long weighed = Math.round(0.299 * one) * red + Math.round(0.587 * one) * green + Math.round(0.114 * one) * blue;
        return Math.round(weighed / one);
    }

    private int level(int at) {
        return bytes.get(at) & 0xFF;
    }
}
