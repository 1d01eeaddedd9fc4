package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.torch.checkpoint.PickleMachine.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The few names of Python that a pickle may use.
 *
 * @param function what is called, or null
 * @param storage the type of numbers that it names, or null
 */
record PickleGlobal(Function function, StorageType storage) {
    /** What may be called. */
    enum Function {
        ORDERED_DICT,
        REBUILD_TENSOR,
        REBUILD_PARAMETER
    }

    static PickleGlobal of(String module, String name) throws PickleException {
        StorageType storage = module.equals("torch") ? StorageType.of(name) : null;
        if (storage != null) {
            return new PickleGlobal(null, storage);
        }
        Function function =
                switch (module + " " + name) {
                    case "collections OrderedDict" -> Function.ORDERED_DICT;
                    case "torch._utils _rebuild_tensor", "torch._utils _rebuild_tensor_v2" -> Function.REBUILD_TENSOR;
                    case "torch._utils _rebuild_parameter" -> Function.REBUILD_PARAMETER;
                    default ->
                        throw new PickleException("it names \"" + Printable.of(module + "." + name)
                                + "\" of Python, which tensors do not need");
                };
        return new PickleGlobal(function, null);
    }

    Object call(List<Object> arguments) throws PickleException {
        int count = arguments.size();
        if (function == Function.ORDERED_DICT && count == 0) {
            return new LinkedHashMap<>();
        }
        if (function == Function.REBUILD_PARAMETER && count == 3 && arguments.get(0) instanceof TorchTensor data) {
            return data;
        }
        // What follows the four are gradients, hooks and metadata.
        if (function == Function.REBUILD_TENSOR
                && count >= 4
                && count <= 7
                && arguments.get(0) instanceof TorchStorage data
                && arguments.get(1) instanceof Long offset) {
            return new TorchTensor(data, offset, longs(arguments.get(2)), longs(arguments.get(3)));
        }
        throw new PickleException("it calls a function with other arguments than torch.save does");
    }

    private static List<Long> longs(Object value) throws PickleException {
        List<Long> longs = new ArrayList<>();
        for (Object item : value instanceof Tuple tuple ? tuple.items() : List.of(value)) {
            if (!(item instanceof Long number)) {
                throw new PickleException("it has a tensor whose sizes are no whole numbers");
            }
            longs.add(number);
        }
        return List.copyOf(longs);
    }
}
