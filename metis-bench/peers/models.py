"""What is measured: the Python stack with a checkpoint's or random weights, and the options that say so."""

import argparse
import os
import pathlib

import torch
import transformers
from stack import Codec, PythonStack


def add_model_options(parser):
    parser.add_argument("--w2v-bert", help="the checkpoint's three parts; without them the weights are random")
    parser.add_argument("--codec")
    parser.add_argument("--stats")


def measuring_options(description, rounds):
    """A parser of what every comparison takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", required=True, type=pathlib.Path, help="the project's folder")
    parser.add_argument("--model", required=True, help="what metis is given as its model")
    add_model_options(parser)
    parser.add_argument("--precisions", default="fp32,tf32,bf16")
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    return parser


def python_stack(options):
    if options.w2v_bert:
        return PythonStack.load(options.w2v_bert, options.codec, options.stats)
    return random_stack()


def random_stack():
    """The published sizes; the feature extractor's and the configuration's defaults are the published ones."""
    torch.manual_seed(0)
    channels = transformers.Wav2Vec2BertConfig().hidden_size
    return PythonStack(
        transformers.SeamlessM4TFeatureExtractor(padding_value=1.0),
        transformers.Wav2Vec2BertModel(transformers.Wav2Vec2BertConfig()),
        Codec(channels),
        torch.zeros(channels),
        torch.ones(channels),
    )
