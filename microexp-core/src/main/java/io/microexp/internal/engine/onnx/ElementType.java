package io.microexp.internal.engine.onnx;

/** Element types of ONNX tensors that the engine reads. The numbers are those of {@code TensorProto.DataType}. */
public final class ElementType {
    public static final int FLOAT = 1;
    public static final int UINT8 = 2;
    public static final int INT8 = 3;
    public static final int INT32 = 6;
    public static final int INT64 = 7;
    public static final int FLOAT16 = 10;

    private ElementType() {}
}
