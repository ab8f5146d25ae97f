package io.microexp.examples.live;

import java.io.IOException;
import java.util.Arrays;

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
     * Starts one of the examples.
     *
     * @param args see the usage text
     * @throws IOException if a port is taken, or reading or writing fails
     */
    public static void main(String[] args) throws IOException {
        String[] rest = Arrays.copyOfRange(args, Math.min(1, args.length), args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case "web" -> WebCamera.main(rest);
            case "robot" -> RobotLoop.main(rest);
            case "video" -> VideoFile.main(rest);
            default -> {
                System.err.print(USAGE);
                System.exit(2);
            }
        }
    }
}
