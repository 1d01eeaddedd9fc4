/**
 * The files of a checkpoint, checked before they are believed: {@link ModelParts} opens all of them and makes sure that they
 * fit together. Sizes come from JSON ({@link W2vBertConfig}, {@link FrontEndConfig}, {@link CodecConfig}), tensors from
 * {@linkplain SafeTensors safetensors}, the {@linkplain HiddenStatistics statistics} from a {@linkplain TorchFile torch file}
 * of which no program is run. A {@link TensorSource} reads a tensor when it is asked for it, into memory that it is given.
 */
package io.github.metis8d.torch.checkpoint;
