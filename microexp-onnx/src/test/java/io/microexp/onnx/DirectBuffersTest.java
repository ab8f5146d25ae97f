package io.microexp.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.testing.TestFaces;
import io.microexp.testing.TestModels;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DirectBuffersTest {
    @Test
    void aBufferGivenBackIsTakenAgain() {
        DirectBuffers buffers = new DirectBuffers();
        ByteBuffer first = buffers.take(1000);
        ByteBuffer second = buffers.take(1000);
        assertThat(second).isNotSameAs(first);
        buffers.giveBack(first);
        assertThat(buffers.take(600)).as("of the same power of two").isSameAs(first);
        FloatBuffer floats = DirectBuffers.floats(first, 150);
        assertThat(floats.capacity()).isEqualTo(150);
        assertThat(floats.isDirect()).isTrue();
    }

    @Test
    void sizesAreRoundedUpToPowersOfTwo() {
        DirectBuffers buffers = new DirectBuffers();
        int[][] sizes = {{1, 64}, {64, 64}, {65, 128}, {1 << 20, 1 << 20}, {(1 << 20) + 1, 1 << 21}};
        for (int[] size : sizes) {
            assertThat(buffers.take(size[0]).capacity()).isEqualTo(size[1]);
        }
    }

    @Test
    @DisplayName("Changing batch sizes take no direct memory anew, whether the garbage collector runs or not")
    void changingBatchSizesAreBounded() {
        ClassifierOptions options = ClassifierOptions.builder()
                .backend("onnx")
                .model(TestModels.sevenClasses().build())
                .maxConcurrency(1)
                .build();
        var faces = TestFaces.of(32, 48, 48, 3);
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            for (int batch = 1; batch <= 32; batch++) {
                classifier.classifyAll(faces.subList(0, batch));
            }
            long before = direct().getTotalCapacity();
            long buffersBefore = direct().getCount();
            for (int call = 0; call < 200; call++) {
                classifier.classifyAll(faces.subList(0, 1 + call % 32));
            }
            assertThat(direct().getTotalCapacity()).isLessThanOrEqualTo(before);
            assertThat(direct().getCount()).isLessThanOrEqualTo(buffersBefore);
        }
    }

    private static BufferPoolMXBean direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
    }
}
