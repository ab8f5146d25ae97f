package io.microexp.training.nn.activation;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Reaches a PyTorch operator that DJL has no call for: writes a one-function TorchScript archive in memory and loads
 * it as a block. An operator with its own backward kernel makes one pass over memory where a composition makes nine.
 */
final class TorchScript {
    private static final String ENGINE = "PyTorch";
    private static final String ROOT = "operator/";

    private TorchScript() {}

    /**
     * Returns a block of a function of one tensor.
     *
     * @param expression the function of {@code x} in TorchScript, for example {@code "torch.hardswish(x)"}
     * @param manager closes the native module when it is closed
     */
    static Block block(String expression, NDManager manager) {
        Model model = Model.newInstance(expression, ENGINE);
        manager.attachInternal(UUID.randomUUID().toString(), model);
        try (InputStream archive = new ByteArrayInputStream(archive(expression))) {
            model.load(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedModelException e) {
            throw new IllegalArgumentException("Not a TorchScript expression: " + expression, e);
        }
        return model.getBlock();
    }

    private static byte[] archive(String expression) throws IOException {
        String code = """
                class Operator(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  def forward(self: __torch__.Operator,
                    x: Tensor) -> Tensor:
                    return %s
                """.formatted(expression);
        // pickles (protocol 2): an Operator whose only attribute is training = True, and an empty tuple
        String object = "\u0080\u0002c__torch__\nOperator\n)\u0081}X\b\0\0\0training\u0088sb.";
        String constants = "\u0080\u0002).";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            write(zip, "version", "3\n");
            write(zip, "code/__torch__.py", code);
            write(zip, "data.pkl", object);
            write(zip, "constants.pkl", constants);
        }
        return bytes.toByteArray();
    }

    private static void write(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(ROOT + name));
        zip.write(content.getBytes(StandardCharsets.ISO_8859_1));
        zip.closeEntry();
    }
}
