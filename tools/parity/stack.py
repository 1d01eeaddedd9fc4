"""The Python stack: librosa's samples, transformers' feature extractor and w2v-BERT 2.0, and RepCodec's encoder."""

import librosa
import safetensors.torch
import torch
import transformers
from torch import nn

HIDDEN_STATE = 17
SAMPLE_RATE = 16000


class ChannelNorm(nn.LayerNorm):
    """LayerNorm over the channels of (batch, channels, time)."""

    def forward(self, x):
        return super().forward(x.mT).mT


class Block(nn.Module):
    """A ConvNeXt block in one dimension."""

    def __init__(self, channels, inner):
        super().__init__()
        self.dwconv = nn.Conv1d(channels, channels, 7, padding=3, groups=channels)
        self.norm = nn.LayerNorm(channels, eps=1e-6)
        self.pwconv1 = nn.Linear(channels, inner)
        self.pwconv2 = nn.Linear(inner, channels)
        self.gamma = nn.Parameter(torch.ones(channels))

    def forward(self, x):
        update = self.norm(self.dwconv(x).mT)
        update = self.pwconv2(nn.functional.gelu(self.pwconv1(update)))
        return x + (self.gamma * update).mT


class Backbone(nn.Module):
    """What the checkpoint calls encoder.0."""

    def __init__(self, hidden, channels, inner, blocks):
        super().__init__()
        self.embed = nn.Conv1d(hidden, channels, 7, padding=3)
        self.norm = ChannelNorm(channels, eps=1e-6)
        self.convnext = nn.ModuleList(Block(channels, inner) for _ in range(blocks))
        self.final_layer_norm = nn.LayerNorm(channels, eps=1e-6)

    def forward(self, x):
        x = self.norm(self.embed(x.mT))
        for block in self.convnext:
            x = block(x)
        return self.final_layer_norm(x.mT)


class Codec(nn.Module):
    """RepCodec from standardised hidden states (batch, time, hidden) to the 8-D latents before quantisation."""

    def __init__(self, hidden=1024, channels=384, inner=2048, blocks=12, latents=8):
        super().__init__()
        self.encoder = nn.Sequential(Backbone(hidden, channels, inner, blocks), nn.Linear(channels, hidden))
        self.projection = nn.Conv1d(hidden, latents, 1)

    @classmethod
    def load(cls, file):
        tensors = safetensors.torch.load_file(file)
        channels, hidden, _ = tensors["encoder.0.embed.weight"].shape
        inner = tensors["encoder.0.convnext.0.pwconv1.weight"].shape[0]
        blocks = sum(name.endswith(".gamma") and name.startswith("encoder.0.convnext.") for name in tensors)
        prefix = "quantizer.quantizers.0.in_project."
        direction = tensors[prefix + "weight_v"].float()
        length = torch.linalg.vector_norm(direction, dim=(1, 2), keepdim=True)
        codec = cls(hidden, channels, inner, blocks, direction.shape[0])
        own = {name: t.float() for name, t in tensors.items() if name.startswith("encoder.")}
        codec.encoder.load_state_dict({name.removeprefix("encoder."): t for name, t in own.items()})
        codec.projection.load_state_dict(
            {"weight": tensors[prefix + "weight_g"].float() * direction / length, "bias": tensors[prefix + "bias"].float()}
        )
        return codec

    def forward(self, x):
        return self.projection(self.encoder(x).mT).mT


class PythonStack:
    """What a script does with one clip after the other: float32 and all layers, though only some are needed."""

    def __init__(self, extractor, w2v_bert, codec, mean, deviation):
        self.extractor = extractor
        self.w2v_bert = w2v_bert.eval()
        self.codec = codec.eval()
        self.mean, self.deviation = mean, deviation

    @classmethod
    def load(cls, w2v_bert, codec, stats):
        statistics = torch.load(stats, weights_only=True)
        return cls(
            transformers.SeamlessM4TFeatureExtractor.from_pretrained(w2v_bert),
            transformers.Wav2Vec2BertModel.from_pretrained(w2v_bert, dtype=torch.float32),
            Codec.load(codec),
            statistics["mean"].float(),
            statistics["var"].float().sqrt(),
        )

    @torch.inference_mode()
    def encode(self, samples):
        """(n) samples at 16 kHz to (T, 8) latents."""
        inputs = self.extractor(samples, sampling_rate=SAMPLE_RATE, return_tensors="pt")
        hidden = self.w2v_bert(**inputs, output_hidden_states=True).hidden_states[HIDDEN_STATE]
        return self.codec((hidden - self.mean) / self.deviation)[0].numpy()


def load_audio(path):
    return librosa.load(path, sr=SAMPLE_RATE, mono=True)[0]
