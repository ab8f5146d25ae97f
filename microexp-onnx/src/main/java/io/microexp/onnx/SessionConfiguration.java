package io.microexp.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.ExecutionProvider;
import java.util.Set;

/** Turns classifier options into ONNX Runtime's. */
final class SessionConfiguration {
    private static final String GPU_LIBRARY = "Put com.microsoft.onnxruntime:onnxruntime_gpu of the same version in"
            + " place of com.microsoft.onnxruntime:onnxruntime; on a Jetson, name the folder of the native library"
            + " built for it by -Donnxruntime.native.path";
    private static final String COREML_LIBRARY = "CoreML is in com.microsoft.onnxruntime:onnxruntime on macOS alone";

    private SessionConfiguration() {}

    /** The caller closes the result once the session is made. */
    static OrtSession.SessionOptions of(ClassifierOptions options) throws OrtException {
        requirePresent(options.executionProvider(), OrtEnvironment.getAvailableProviders());
        OrtSession.SessionOptions configured = new OrtSession.SessionOptions();
        try {
            // whatever is logged above this level is thrown as well
            configured.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            configured.setIntraOpNumThreads(options.threads());
            configured.setInterOpNumThreads(1);
            if (options.threads() > 1) {
                // idle workers that spin take the cores from the other callers: measured, two to three times the p99
                configured.addConfigEntry("session.intra_op.allow_spinning", "0");
            }
            addHardware(configured, options.executionProvider());
            return configured;
        } catch (OrtException | RuntimeException | Error e) {
            configured.close();
            throw e;
        }
    }

    static void requirePresent(ExecutionProvider wanted, Set<OrtProvider> present) {
        if (!present.contains(runtimeName(wanted))) {
            throw new BackendException("This native library of ONNX Runtime has no " + wanted + ", it has " + present
                    + ". " + (wanted == ExecutionProvider.COREML ? COREML_LIBRARY : GPU_LIBRARY) + "; or open on CPU");
        }
    }

    private static OrtProvider runtimeName(ExecutionProvider provider) {
        return switch (provider) {
            case CPU -> OrtProvider.CPU;
            case CUDA -> OrtProvider.CUDA;
            case TENSORRT -> OrtProvider.TENSOR_RT;
            case COREML -> OrtProvider.CORE_ML;
        };
    }

    private static void addHardware(OrtSession.SessionOptions configured, ExecutionProvider provider)
            throws OrtException {
        switch (provider) {
            case CPU -> {}
            case CUDA -> configured.addCUDA();
            case TENSORRT -> addTensorRt(configured);
            case COREML -> configured.addCoreML();
        }
    }

    private static void addTensorRt(OrtSession.SessionOptions configured) throws OrtException {
        try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions()) {
            tensorRt.add("trt_fp16_enable", "1");
            configured.addTensorrt(tensorRt);
        }
    }
}
