package io.microexp.examples.live;

import io.microexp.image.PixelBuffer;
import io.microexp.pipeline.EmotionListener;
import io.microexp.pipeline.EmotionPipeline;
import io.microexp.pipeline.EmotionStream;
import io.microexp.pipeline.FaceEmotion;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The perception loop of a robot: raw frames come in, one line of JSON per frame goes out.
 *
 * <p>A frame is a line of text, {@code encoding width height step stamp}, and then {@code height * step} bytes. The names
 * and their meaning are those of {@code sensor_msgs/Image} in ROS; {@code stamp} is in nanoseconds. If frames come faster
 * than they can be analyzed, the oldest waiting one is dropped. A watchdog reports when no frame has come, or no answer
 * has gone out, for a second.
 */
public final class RobotLoop {
    /** At 30 frames per second. */
    private static final Duration LATENCY_BUDGET = Duration.ofMillis(33);

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MAX_HEADER = 200;
    private static final int MAX_FRAME = 64 << 20;

    private final EmotionPipeline pipeline;
    private final InputStream in;
    private final PrintStream out;
    private final AtomicLong lastFrame = new AtomicLong(System.nanoTime());
    private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());

    private record Header(String encoding, int width, int height, int step, long stamp) {
        static Header parse(String line) {
            String[] words = line.split(" ");
            try {
                Header header = new Header(
                        words[0],
                        Integer.parseInt(words[1]),
                        Integer.parseInt(words[2]),
                        Integer.parseInt(words[3]),
                        Long.parseLong(words[4]));
                if (words.length == 5 && header.bytes() > 0 && header.bytes() <= MAX_FRAME) {
                    return header;
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                // reported below
            }
            throw new IllegalArgumentException("Expected \"encoding width height step stamp\" with at most " + MAX_FRAME
                    + " bytes of pixels, found \"" + line + "\"");
        }

        long bytes() {
            return (long) height * step;
        }

        PixelBuffer wrap(byte[] pixels) {
            return PixelBuffer.wrap(ByteBuffer.wrap(pixels), PixelBuffer.Encoding.ofRos(encoding), step, width, height);
        }
    }

    /** Writes one line per frame. */
    private final class Answers implements EmotionListener {
        @Override
        public void analyzed(long stamp, List<FaceEmotion> faces) {
            write(stamp, "\"faces\":" + FacesJson.array(faces));
        }

        @Override
        public void dropped(long stamp) {
            write(stamp, "\"dropped\":true");
        }

        @Override
        public void failed(long stamp, RuntimeException failure) {
            write(stamp, "\"error\":" + FacesJson.text(String.valueOf(failure.getMessage())));
        }
    }

    RobotLoop(EmotionPipeline pipeline, InputStream in, OutputStream out) {
        this.pipeline = pipeline;
        this.in = new BufferedInputStream(in);
        this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    /** Runs until the input ends. */
    void run() throws IOException {
        ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor();
        long period = PATIENCE.toNanos();
        watchdog.scheduleWithFixedDelay(this::watch, period, period, TimeUnit.NANOSECONDS);
        try (EmotionStream stream = pipeline.stream(new Answers())) {
            for (String line = readLine(); line != null; line = readLine()) {
                Header header = Header.parse(line);
                byte[] pixels = in.readNBytes((int) header.bytes());
                if (pixels.length < header.bytes()) {
                    throw new EOFException("Expected " + header.bytes() + " bytes of pixels, found " + pixels.length);
                }
                lastFrame.set(System.nanoTime());
                offer(stream, header, pixels);
            }
        } catch (IllegalArgumentException e) {
            // where the next frame begins is unknown
            write(0, "\"fatal\":" + FacesJson.text(e.getMessage()));
        } finally {
            watchdog.shutdownNow();
        }
    }

    private void offer(EmotionStream stream, Header header, byte[] pixels) {
        PixelBuffer frame;
        try {
            frame = header.wrap(pixels);
        } catch (IllegalArgumentException e) {
            write(header.stamp(), "\"error\":" + FacesJson.text(e.getMessage()));
            return;
        }
        stream.offer(frame, header.stamp());
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 && line.isEmpty()) {
                return null;
            }
            if (c < 0 || line.length() == MAX_HEADER) {
                throw new IllegalArgumentException("Expected a line of at most " + MAX_HEADER
                        + " characters before each frame, found \"" + line + "\"");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private void write(long stamp, String content) {
        lastAnswer.set(System.nanoTime());
        out.println("{\"stamp\":" + stamp + "," + content + "}");
    }

    private void watch() {
        long now = System.nanoTime();
        if (now - lastFrame.get() > PATIENCE.toNanos()) {
            out.println("{\"watchdog\":\"no frame for " + (now - lastFrame.get()) / 1_000_000 + " ms\"}");
        } else if (now - lastAnswer.get() > PATIENCE.toNanos()) {
            out.println("{\"watchdog\":\"no answer for " + (now - lastAnswer.get()) / 1_000_000 + " ms\"}");
        }
    }

    /**
     * Reads frames from standard input, or from one client at a time of a TCP port of the loopback interface.
     *
     * @param args a port, or nothing for standard input
     * @throws IOException if the port is taken or standard input fails
     */
    public static void main(String[] args) throws IOException {
        try (EmotionPipeline pipeline =
                EmotionPipeline.builder().latencyBudget(LATENCY_BUDGET).open()) {
            if (args.length == 0) {
                new RobotLoop(pipeline, System.in, System.out).run();
                return;
            }
            try (ServerSocket server = new ServerSocket(Live.port(args[0]), 1, InetAddress.getLoopbackAddress())) {
                System.err.println("Listening on port " + server.getLocalPort());
                while (true) {
                    serve(pipeline, server);
                }
            }
        }
    }

    /** Serves one client until it is gone. */
    static void serve(EmotionPipeline pipeline, ServerSocket server) {
        try (Socket client = server.accept()) {
            client.setTcpNoDelay(true);
            pipeline.reset();
            new RobotLoop(pipeline, client.getInputStream(), client.getOutputStream()).run();
        } catch (IOException e) {
            System.err.println("The client is gone: " + e.getMessage());
        }
    }
}
