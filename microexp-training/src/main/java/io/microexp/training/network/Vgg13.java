package io.microexp.training.network;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.nn.functional.ChannelsLast;
import io.microexp.training.nn.functional.Flatten;
import io.microexp.training.nn.functional.MaxPool;

/**
 * The two networks of thirteen layers that go by the name VGG13. (N, C, H, W), normalized float32, to logits (N,
 * classes); C, H and W are what the block is initialized with, and H and W decide the parameters of the first fully
 * connected layer. Unlike in the articles, batch-norm follows each convolution. Without it the networks hardly train
 * from scratch.
 */
public final class Vgg13 {
    private static final int[][] FACES = {{64, 64}, {128, 128}, {256, 256, 256}, {256, 256, 256}};
    private static final int FACES_HIDDEN = 1024;
    /** The dropout rate after each pooling. */
    private static final float FACES_POOL_DROPOUT = 0.25f;

    private static final int[][] PHOTOGRAPHS = {{64, 64}, {128, 128}, {256, 256}, {512, 512}, {512, 512}};
    private static final int PHOTOGRAPHS_HIDDEN = 4096;

    private Vgg13() {}

    /**
     * Returns the network of Barsoum et al. 2016 (arXiv 1608.01041, figure 5), made for faces of 64x64 and FER+: 8.76
     * million parameters there, 6.92 million at 48x48.
     *
     * @param classes outputs
     * @param dropout probability of dropping a hidden unit of the fully connected layers in training, 0.5 in the
     *     article
     */
    public static SequentialBlock forFaces(int classes, float dropout) {
        return build(FACES, FACES_POOL_DROPOUT, FACES_HIDDEN, classes, dropout);
    }

    /**
     * Returns the network B of Simonyan and Zisserman 2015 (arXiv 1409.1556, table 1), made for photographs of 224x224:
     * 133.05 million parameters there.
     *
     * @param classes outputs
     * @param dropout probability of dropping a hidden unit of the fully connected layers in training, 0.5 in the
     *     article
     */
    public static SequentialBlock forPhotographs(int classes, float dropout) {
        return build(PHOTOGRAPHS, 0f, PHOTOGRAPHS_HIDDEN, classes, dropout);
    }

    private static SequentialBlock build(int[][] stages, float poolDropout, int hidden, int classes, float dropout) {
        SequentialBlock network = new SequentialBlock().add(new ChannelsLast());
        for (int[] stage : stages) {
            for (int filters : stage) {
                network.add(new ConvNorm(filters, 3, 1, 1, Nonlinearity.RELU));
            }
            network.add(new MaxPool(2, 2, 0))
                    .add(Dropout.builder().optRate(poolDropout).build());
        }
        network.add(new Flatten());
        for (int layer = 0; layer < 2; layer++) {
            network.add(Linear.builder().setUnits(hidden).build())
                    .add(Nonlinearity.RELU.block())
                    .add(Dropout.builder().optRate(dropout).build());
        }
        return network.add(Linear.builder().setUnits(classes).build());
    }
}
