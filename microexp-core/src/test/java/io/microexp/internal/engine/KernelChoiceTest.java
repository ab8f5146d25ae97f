package io.microexp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.MicroExpException;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts JVMs with the flags under which the Vector API is slow or broken. */
class KernelChoiceTest {
    private static final String VECTOR_API = "--add-modules=jdk.incubator.vector";

    /** Prints what the backend says of its kernels, or the message of its error. */
    static final class Describe {
        private Describe() {}

        public static void main(String[] args) {
            try {
                KernelChoice choice = KernelChoice.current();
                System.out.println(choice.kernels().description() + ": " + choice.reason());
            } catch (MicroExpException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    private static String describe(String... flags) throws IOException, InterruptedException {
        return ChildJvm.run(Describe.class, flags);
    }

    @Test
    void withoutTheModule() throws Exception {
        assertThat(describe()).isEqualTo("scalar kernels: no --add-modules jdk.incubator.vector");
    }

    @ParameterizedTest
    @DisplayName("Where the Vector API is slow the kernels are scalar, and the reason is given")
    @CsvSource({
        "-Xint,interprets",
        "-XX:TieredStopAtLevel=1,without its compiler C2",
        "-XX:-UseFMA,no hardware FMA",
        "-XX:UseAVX=0,no hardware FMA",
        "-XX:MaxVectorSize=8,too short"
    })
    void slowJvms(String flag, String reason) throws Exception {
        assertThat(describe(VECTOR_API, "-XX:+IgnoreUnrecognizedVMOptions", flag))
                .startsWith("scalar kernels: ")
                .contains(reason);
        assertThat(describe(VECTOR_API, "-XX:+IgnoreUnrecognizedVMOptions", flag, "-Dmicroexp.kernels=vector"))
                .startsWith("refused: ")
                .contains(reason, "-Dmicroexp.kernels=scalar");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_19)
    void turkishLocaleBeforeItsFix() throws Exception {
        assertThat(describe(VECTOR_API, "-Duser.language=tr")).contains("scalar kernels", "locale tr");
    }

    @Test
    void propertyOverridesTheChoice() throws Exception {
        assertThat(describe(VECTOR_API, "-Dmicroexp.kernels=scalar"))
                .isEqualTo("scalar kernels: microexp.kernels=scalar");
        assertThat(describe("-Dmicroexp.kernels=vector"))
                .startsWith("refused: ")
                .contains("--add-modules");
        assertThat(describe("-Dmicroexp.kernels=fast"))
                .isEqualTo(
                        "refused: System property microexp.kernels: expected scalar, vector or auto, found \"fast\"");
    }
}
