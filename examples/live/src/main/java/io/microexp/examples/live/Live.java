package io.microexp.examples.live;

import io.microexp.MicroExpException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Starts one of the examples. */
public final class Live {
    private static final String USAGE = """
            Usage:
              live.jar web [PORT]            serves a page over the browser's camera, on port 8080 by default
              live.jar robot                 reads raw frames from standard input, writes JSON lines
              live.jar robot PORT            does the same over TCP, for one client at a time
              live.jar video INPUT FOLDER    reads a video file or, if INPUT is a number, a camera for a minute, and
                                             writes annotated.avi, faces.csv and timeline.html; build with -Pvideo
            Servers listen on the loopback interface only.
            """;

    private Live() {}

    /**
     * Starts one of the examples. Exits with status 1 after an error, or with 2 after a wrong argument.
     *
     * @param args see the usage text
     */
    public static void main(String[] args) {
        int status = run(List.of(args), System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(List<String> args, PrintStream err) {
        String[] rest = args.stream().skip(1).toArray(String[]::new);
        try {
            switch (args.isEmpty() ? "" : args.get(0)) {
                case "web" -> WebCamera.main(rest);
                case "robot" -> RobotLoop.main(rest);
                case "video" -> VideoFile.main(rest);
                default -> {
                    err.print(USAGE);
                    return 2;
                }
            }
            return 0;
        } catch (IOException | MicroExpException | IllegalArgumentException e) {
            err.println("Error: " + e.getMessage());
            return 1;
        } catch (LinkageError e) {
            err.println(
                    "Error: OpenCV's native library does not load. Build this example with -Pvideo. " + e.getMessage());
            return 1;
        }
    }

    static int port(String text) {
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("Expected a port in 0..65535, found " + text);
        }
        return port;
    }
}
