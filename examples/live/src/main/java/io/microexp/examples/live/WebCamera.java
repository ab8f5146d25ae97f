package io.microexp.examples.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.microexp.FacialEmotionClassifier;
import io.microexp.face.FaceDetector;
import io.microexp.image.PixelBuffer;
import io.microexp.pipeline.EmotionPipeline;
import io.microexp.pipeline.FaceEmotion;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A page that shows what the camera of the browser sees, with each face's box, number and emotions. The page posts raw
 * frames to this server, which answers with JSON. The server listens on the loopback interface only, and no frame is
 * stored or sent elsewhere.
 */
public final class WebCamera implements AutoCloseable {
    private static final int DEFAULT_PORT = 8080;
    private static final Duration LATENCY_BUDGET = Duration.ofMillis(33);
    private static final int MAX_SIDE = 4096;
    /** Open pages; the one that was silent longest makes room for another. */
    private static final int MAX_PAGES = 4;

    private static final int CLOSE_SECONDS = 1;

    private final FaceDetector detector;
    private final FacialEmotionClassifier classifier;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Map<String, EmotionPipeline> pages = new LinkedHashMap<>(MAX_PAGES, 0.75f, true);

    private WebCamera(FaceDetector detector, FacialEmotionClassifier classifier, HttpServer server) {
        this.detector = detector;
        this.classifier = classifier;
        this.server = server;
    }

    /** Starts the server; port 0 takes any free one. */
    static WebCamera start(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        WebCamera camera = new WebCamera(FaceDetector.open(), FacialEmotionClassifier.open(), server);
        server.createContext("/", camera::answer);
        server.setExecutor(camera.threads);
        server.start();
        return camera;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!isLocal(exchange)) {
                send(exchange, 403, "text/plain", "Only pages of this server may use it.");
            } else if (exchange.getRequestURI().getPath().equals("/frame")) {
                analyze(exchange);
            } else if (exchange.getRequestURI().getPath().equals("/")) {
                send(exchange, 200, "text/html", page());
            } else {
                send(exchange, 404, "text/plain", "Not found.");
            }
        }
    }

    /* The browser sends these headers; another site's page cannot change them. */
    private boolean isLocal(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        List<String> hosts = List.of("localhost:" + port(), "127.0.0.1:" + port(), "[::1]:" + port());
        return hosts.contains(host) && (origin == null || origin.equals("http://" + host));
    }

    private void analyze(HttpExchange exchange) throws IOException {
        String answer;
        int status = 200;
        try {
            Frame frame = Frame.read(exchange.getRequestURI(), exchange.getRequestBody());
            long start = System.nanoTime();
            List<FaceEmotion> faces = page(frame.page()).analyze(frame.pixels(), frame.timestampNanos());
            answer = String.format(
                    "{\"millis\":%d,\"faces\":%s}", (System.nanoTime() - start) / 1_000_000, FacesJson.array(faces));
        } catch (RuntimeException e) {
            status = e instanceof IllegalArgumentException ? 400 : 500;
            answer = "{\"error\":" + FacesJson.text(String.valueOf(e.getMessage())) + "}";
        }
        send(exchange, status, "application/json", answer);
    }

    /** The pipeline of a page: each follows the faces of its own video. */
    private EmotionPipeline page(String name) {
        synchronized (pages) {
            EmotionPipeline pipeline = pages.computeIfAbsent(
                    name,
                    page -> EmotionPipeline.builder()
                            .detector(detector)
                            .classifier(classifier)
                            .latencyBudget(LATENCY_BUDGET)
                            .open());
            if (pages.size() > MAX_PAGES) {
                String eldest = pages.keySet().iterator().next();
                pages.remove(eldest).close();
            }
            return pipeline;
        }
    }

    private record Frame(String page, PixelBuffer pixels, long timestampNanos) {
        static Frame read(URI uri, InputStream body) throws IOException {
            Map<String, String> query = new LinkedHashMap<>();
            for (String part : String.valueOf(uri.getQuery()).split("&")) {
                String[] pair = part.split("=", 2);
                query.put(pair[0], pair.length == 2 ? pair[1] : "");
            }
            int width = side(query, "width");
            int height = side(query, "height");
            byte[] rgba = body.readNBytes(4 * width * height);
            long nanos = Math.round(number(query, "millis") * 1e6);
            return new Frame(
                    query.getOrDefault("page", ""),
                    PixelBuffer.wrap(ByteBuffer.wrap(rgba), PixelBuffer.Encoding.RGBA8, width, height),
                    nanos);
        }

        private static int side(Map<String, String> query, String key) {
            double side = number(query, key);
            if (side < 1 || side > MAX_SIDE || side != Math.rint(side)) {
                throw new IllegalArgumentException("Expected " + key + " in 1.." + MAX_SIDE + ", found " + side);
            }
            return (int) side;
        }

        private static double number(Map<String, String> query, String key) {
            try {
                return Double.parseDouble(query.getOrDefault(key, "nothing"));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "Expected a number as " + key + " in the query, found " + query.get(key), e);
            }
        }
    }

    private static String page() throws IOException {
        try (InputStream page = WebCamera.class.getResourceAsStream("camera.html")) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(CLOSE_SECONDS);
        threads.shutdown();
        synchronized (pages) {
            pages.values().forEach(EmotionPipeline::close);
        }
        classifier.close();
        detector.close();
    }

    /**
     * Serves until the process is ended.
     *
     * @param args a port, or nothing for 8080
     * @throws IOException if the port is taken
     */
    public static void main(String[] args) throws IOException {
        WebCamera camera = start(args.length == 0 ? DEFAULT_PORT : Live.port(args[0]));
        System.out.println("Open http://localhost:" + camera.port() + " in a browser. End with Ctrl-C.");
    }
}
