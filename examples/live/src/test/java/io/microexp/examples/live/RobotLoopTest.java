package io.microexp.examples.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.pipeline.EmotionPipeline;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RobotLoopTest {
    private static final Portrait PORTRAIT = new Portrait();
    private static final long LATER = 500_000_000;

    private static EmotionPipeline pipeline;

    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();

    @BeforeAll
    static void open() {
        pipeline = EmotionPipeline.builder().queueCapacity(10).open();
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @BeforeEach
    void reset() {
        pipeline.reset();
    }

    @Test
    @DisplayName("Each frame gets a line with its stamp, and the person a number from the second on")
    void answers() throws Exception {
        try (PipedOutputStream robot = new PipedOutputStream();
                PipedInputStream answers = new PipedInputStream(1 << 16);
                PipedOutputStream out = new PipedOutputStream(answers)) {
            PipedInputStream in = new PipedInputStream(robot, 1 << 16);
            Thread loop = new Thread(() -> run(in, out));
            loop.start();
            Scanner lines = new Scanner(answers, StandardCharsets.UTF_8);
            frame("rgba8", 1_000_000_000);
            robot.write(frames.toByteArray());
            robot.flush();
            assertThat(answer(lines)).isEqualTo("{\"stamp\":1000000000,\"faces\":[]}");
            frames.reset();
            frame("rgba8", 1_033_000_000);
            robot.write(frames.toByteArray());
            robot.flush();
            assertThat(answer(lines))
                    .startsWith("{\"stamp\":1033000000,\"faces\":[{\"id\":")
                    .contains("\"label\":\"happiness\"");
            assertThat(lines.nextLine()).contains("\"watchdog\":\"no frame for ");
            robot.close();
            loop.join();
        }
    }

    @Test
    @DisplayName("An unknown encoding is an error of that frame alone")
    void unknownEncoding() throws Exception {
        frame("16SC1", 7);
        frame("rgba8", 8);
        assertThat(run()).contains("{\"stamp\":7,\"error\":\"Expected mono8, mono16, rgb8");
    }

    @Test
    @DisplayName("Over TCP one client is served after another, and one that leaves within a frame does no harm")
    void tcp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread robot = new Thread(() -> {
                RobotLoop.serve(pipeline, server);
                RobotLoop.serve(pipeline, server);
            });
            robot.start();
            try (Socket leaving = connect(server)) {
                leaving.getOutputStream().write("mono8 640 480 640 5\nonly this".getBytes(StandardCharsets.UTF_8));
            }
            try (Socket client = connect(server)) {
                Scanner lines = new Scanner(client.getInputStream(), StandardCharsets.UTF_8);
                for (long stamp : List.of(4L, LATER)) {
                    frames.reset();
                    frame("rgba8", stamp);
                    client.getOutputStream().write(frames.toByteArray());
                    assertThat(answer(lines)).startsWith("{\"stamp\":" + stamp + ",\"faces\":");
                }
                client.shutdownOutput();
                assertThat(lines.hasNextLine())
                        .as("the server closes the connection")
                        .isFalse();
            }
            robot.join();
        }
    }

    private static Socket connect(ServerSocket server) throws IOException {
        return new Socket(server.getInetAddress(), server.getLocalPort());
    }

    @Test
    @DisplayName("A stream that is not frames ends with one line that says so")
    void garbage() throws Exception {
        frames.write("hello robot\n".getBytes(StandardCharsets.UTF_8));
        assertThat(run())
                .startsWith("{\"stamp\":0,\"fatal\":\"Expected \\\"encoding width height step stamp\\\"")
                .contains("hello robot")
                .hasLineCount(1);
    }

    /* the first frames take long on a cold machine, and the watchdog says so */
    private static String answer(Scanner lines) {
        String line = lines.nextLine();
        while (line.contains("watchdog")) {
            line = lines.nextLine();
        }
        return line;
    }

    private void frame(String encoding, long stamp) throws IOException {
        String header = encoding + " " + PORTRAIT.width() + " " + PORTRAIT.height() + " " + 4 * PORTRAIT.width() + " "
                + stamp + "\n";
        frames.write(header.getBytes(StandardCharsets.UTF_8));
        frames.write(PORTRAIT.rgba());
    }

    private String run() throws IOException {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        new RobotLoop(pipeline, new ByteArrayInputStream(frames.toByteArray()), answers).run();
        return answers.toString(StandardCharsets.UTF_8);
    }

    private static void run(PipedInputStream in, PipedOutputStream out) {
        try {
            new RobotLoop(pipeline, in, out).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
