/** The backend {@code onnx}: ONNX Runtime in this process. */
@SuppressWarnings("requires-automatic") // ONNX Runtime's jar names its module but does not describe it
module io.microexp.onnx {
    requires transitive io.microexp.core;
    requires com.microsoft.onnxruntime;

    exports io.microexp.onnx;

    provides io.microexp.spi.BackendProvider with
            io.microexp.onnx.OnnxProvider;
}
