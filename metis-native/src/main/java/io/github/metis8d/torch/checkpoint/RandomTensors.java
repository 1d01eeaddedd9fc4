package io.github.metis8d.torch.checkpoint;

import static org.bytedeco.pytorch.global.torch.createCPUGenerator;

import io.github.metis8d.Latents;
import io.github.metis8d.torch.runtime.NativeScope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * The tensors of a checkpoint with random values, made when they are asked for: products keep the variance of their
 * input, norms and biases are near 1 and 0. A tensor's values depend on its name alone.
 */
final class RandomTensors implements TensorSource {
    private final Map<String, List<Long>> shapes = new HashMap<>();

    private RandomTensors() {}

    static RandomTensors w2vBert(W2vBertConfig config) {
        long c = config.hiddenSize();
        RandomTensors tensors = new RandomTensors();
        tensors.norm("feature_projection.layer_norm", config.inputSize());
        tensors.linear("feature_projection.projection", config.inputSize(), c);
        for (int i = 0; i < config.layers(); i++) {
            String layer = "encoder.layers." + i + ".";
            for (String ffn : List.of("ffn1", "ffn2")) {
                tensors.norm(layer + ffn + "_layer_norm", c);
                tensors.linear(layer + ffn + ".intermediate_dense", c, config.intermediateSize());
                tensors.linear(layer + ffn + ".output_dense", config.intermediateSize(), c);
            }
            tensors.norm(layer + "self_attn_layer_norm", c);
            for (String projection : List.of("linear_q", "linear_k", "linear_v", "linear_out")) {
                tensors.linear(layer + "self_attn." + projection, c, c);
            }
            tensors.put(layer + "self_attn.distance_embedding.weight", config.relativeKeys(), config.headSize());
            tensors.norm(layer + "conv_module.layer_norm", c);
            tensors.put(layer + "conv_module.pointwise_conv1.weight", 2 * c, c, 1);
            tensors.put(layer + "conv_module.depthwise_conv.weight", c, 1, config.convKernel());
            tensors.norm(layer + "conv_module.depthwise_layer_norm", c);
            tensors.put(layer + "conv_module.pointwise_conv2.weight", c, c, 1);
            tensors.norm(layer + "final_layer_norm", c);
        }
        return tensors;
    }

    static RandomTensors repCodec(CodecConfig config) {
        long d = config.channels();
        RandomTensors tensors = new RandomTensors();
        tensors.convolution("encoder.0.embed", config.hiddenSize(), d);
        tensors.norm("encoder.0.norm", d);
        for (int i = 0; i < config.blocks(); i++) {
            String block = "encoder.0.convnext." + i + ".";
            tensors.convolution(block + "dwconv", 1, d);
            tensors.norm(block + "norm", d);
            tensors.linear(block + "pwconv1", d, config.intermediateSize());
            tensors.linear(block + "pwconv2", config.intermediateSize(), d);
            tensors.put(block + "gamma", d);
        }
        tensors.norm("encoder.0.final_layer_norm", d);
        tensors.linear("encoder.1", d, config.hiddenSize());
        String projection = "quantizer.quantizers.0.in_project.";
        tensors.put(projection + "weight_g", Latents.DIMENSIONS, 1, 1);
        tensors.put(projection + "weight_v", Latents.DIMENSIONS, config.hiddenSize(), 1);
        tensors.put(projection + "bias", Latents.DIMENSIONS);
        return tensors;
    }

    private void linear(String name, long in, long out) {
        put(name + ".weight", out, in);
        put(name + ".bias", out);
    }

    private void convolution(String name, long in, long out) {
        put(name + ".weight", out, in, 7);
        put(name + ".bias", out);
    }

    private void norm(String name, long channels) {
        put(name + ".weight", channels);
        put(name + ".bias", channels);
    }

    private void put(String name, long... shape) {
        shapes.put(name, Arrays.stream(shape).boxed().toList());
    }

    @Override
    public String origin() {
        return "random weights";
    }

    @Override
    public boolean has(String name) {
        return shapes.containsKey(name);
    }

    @Override
    public List<Long> shape(String name) {
        return shapes.get(name);
    }

    @Override
    public String dtype(String name) {
        return DType.F32.name();
    }

    @Override
    public void read(String name, Tensor into) {
        long[] shape = shapes.get(name).stream().mapToLong(Long::longValue).toArray();
        boolean scale = name.endsWith("norm.weight") || name.endsWith("gamma") || name.endsWith("weight_g");
        long fanIn = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
        double deviation = shape.length == 1 || scale ? 0.1 : 1 / Math.sqrt(fanIn);
        NativeScope.run(() ->
                into.normal_(scale ? 1 : 0, deviation, new GeneratorOptional(createCPUGenerator(name.hashCode()))));
    }

    @Override
    public void close() {}
}
