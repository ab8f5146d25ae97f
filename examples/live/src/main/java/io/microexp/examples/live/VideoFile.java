package io.microexp.examples.live;

import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;
import static org.bytedeco.opencv.global.opencv_videoio.CAP_PROP_FPS;
import static org.bytedeco.opencv.global.opencv_videoio.CAP_PROP_FRAME_HEIGHT;
import static org.bytedeco.opencv.global.opencv_videoio.CAP_PROP_FRAME_WIDTH;

import io.microexp.Emotion;
import io.microexp.face.DetectedFace;
import io.microexp.opencv.MatImages;
import io.microexp.pipeline.EmotionPipeline;
import io.microexp.pipeline.FaceEmotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;
import org.bytedeco.opencv.opencv_videoio.VideoWriter;

/**
 * Reads a video file or a camera through OpenCV. Writes the video with boxes and labels, a row per face and frame, and
 * a page that shows each person's emotions over time.
 */
public final class VideoFile {
    private static final int CAMERA_SECONDS = 60;
    private static final double USUAL_RATE = 30;
    private static final List<Emotion> COLUMNS = Emotion.FER2013;
    /** Blue, green and red of each emotion, as on the page. */
    private static final Map<Emotion, Scalar> COLORS = Map.of(
            Emotion.ANGER, new Scalar(0x4D, 0x48, 0xE5, 0),
            Emotion.DISGUST, new Scalar(0x00, 0xB6, 0x8D, 0),
            Emotion.FEAR, new Scalar(0xDB, 0x7B, 0xA7, 0),
            Emotion.HAPPINESS, new Scalar(0x3D, 0xC5, 0xFF, 0),
            Emotion.SADNESS, new Scalar(0xE2, 0x90, 0x4A, 0),
            Emotion.SURPRISE, new Scalar(0x3E, 0x8B, 0xFF, 0),
            Emotion.NEUTRAL, new Scalar(0xC8, 0xBC, 0xB4, 0),
            Emotion.CONTEMPT, new Scalar(0xA3, 0xB3, 0x2B, 0));

    private VideoFile() {}

    /**
     * Reads one video.
     *
     * @param args a file or the number of a camera, and the folder to write to
     * @throws IOException if the video cannot be read or a file cannot be written
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("Expected an input and an output folder, found " + List.of(args));
        }
        boolean camera = args[0].matches("\\d{1,4}");
        try (VideoCapture input = camera ? new VideoCapture(Integer.parseInt(args[0])) : new VideoCapture(args[0]);
                EmotionPipeline pipeline = EmotionPipeline.open()) {
            if (!input.isOpened()) {
                throw new IOException(
                        camera
                                ? "Expected a camera with the number " + args[0] + ", found none that OpenCV opens"
                                : "Expected a video that OpenCV reads, found " + args[0]);
            }
            Path folder = Files.createDirectories(Path.of(args[1]));
            int frames = annotate(input, pipeline, folder, camera);
            System.out.println(frames + " frames: see " + folder.resolve("timeline.html"));
        }
    }

    private static int annotate(VideoCapture input, EmotionPipeline pipeline, Path folder, boolean camera)
            throws IOException {
        double rate = input.get(CAP_PROP_FPS) > 0 ? input.get(CAP_PROP_FPS) : USUAL_RATE;
        long start = System.nanoTime();
        int frames = 0;
        StringBuilder timeline = new StringBuilder("[");
        try (Mat frame = new Mat();
                Size size = new Size((int) input.get(CAP_PROP_FRAME_WIDTH), (int) input.get(CAP_PROP_FRAME_HEIGHT));
                VideoWriter output = new VideoWriter(
                        folder.resolve("annotated.avi").toString(),
                        VideoWriter.fourcc((byte) 'M', (byte) 'J', (byte) 'P', (byte) 'G'),
                        rate,
                        size);
                PrintWriter csv =
                        new PrintWriter(Files.newBufferedWriter(folder.resolve("faces.csv"), StandardCharsets.UTF_8))) {
            csv.println("seconds,id,sighting,x,y,width,height,label,"
                    + COLUMNS.stream().map(Emotion::label).collect(Collectors.joining(",")));
            while (input.read(frame) && !frame.empty()) {
                double seconds = camera ? (System.nanoTime() - start) / 1e9 : frames / rate;
                if (camera && seconds > CAMERA_SECONDS) {
                    break;
                }
                List<FaceEmotion> faces = pipeline.analyze(MatImages.toPixelBuffer(frame), Math.round(seconds * 1e9));
                faces.forEach(face -> csv.println(row(seconds, face)));
                timeline.append(frames == 0 ? "" : ",\n")
                        .append(String.format(Locale.ROOT, "{\"time\":%.3f,\"faces\":", seconds))
                        .append(FacesJson.array(faces))
                        .append('}');
                faces.forEach(face -> draw(frame, face));
                output.write(frame);
                frames++;
            }
        }
        writePage(folder.resolve("timeline.html"), timeline.append(']').toString());
        return frames;
    }

    private static String row(double seconds, FaceEmotion face) {
        DetectedFace box = face.box();
        String place = String.format(
                Locale.ROOT,
                "%.3f,%d,%s,%d,%d,%d,%d,%s",
                seconds,
                face.id(),
                face.sighting().name().toLowerCase(Locale.ROOT),
                box.x(),
                box.y(),
                box.width(),
                box.height(),
                face.label().label());
        return COLUMNS.stream()
                .map(emotion ->
                        String.format(Locale.ROOT, ",%.4f", face.smoothed().probability(emotion)))
                .collect(Collectors.joining("", place, ""));
    }

    private static void draw(Mat frame, FaceEmotion face) {
        DetectedFace box = face.box();
        Scalar color = COLORS.get(face.label());
        String text = String.format(
                Locale.ROOT,
                "%d %s %.0f %%",
                face.id(),
                face.label().label(),
                100 * face.smoothed().probability(face.label()));
        try (Rect rectangle = new Rect(box.x(), box.y(), box.width(), box.height());
                Point corner = new Point(box.x(), Math.max(box.y() - 6, 14))) {
            rectangle(frame, rectangle, color, 2, LINE_AA, 0);
            putText(frame, text, corner, FONT_HERSHEY_SIMPLEX, 0.5, color, 1, LINE_AA, false);
        }
    }

    private static void writePage(Path file, String timeline) throws IOException {
        try (InputStream page = VideoFile.class.getResourceAsStream("timeline.html")) {
            String template = new String(page.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(file, template.replace("/* frames */[]", timeline));
        }
    }
}
