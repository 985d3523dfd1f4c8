/** Official checkpoints, trained and folded: conversion between their names and layouts and our paths and arrays. */
import { fromStateDict, type Naming, type StateDict, toStateDict } from '@refold/core/io';
import type { Layer, Network, Params, Shape } from '@refold/core/layers';
import { OFFICIAL_NAMES, PLUS_NAMES } from './checkpoint-names.ts';

/** A network's parameters as an official state dict: kernels OIHW, matrices [out, in]. */
export const toOfficial = (net: Network): StateDict => toStateDict(net, namingOf(net.layer));

/**
 * Parameters for an expression, trained or folded, with or without auxiliary heads, from an official state dict. A leading `module.` is dropped;
 * batch counters are ignored, and so are auxiliary heads that the expression doesn't have.
 * @param input shape of one sample
 * @throws RefoldError naming the tensors that are missing, left over or of another shape
 */
export const fromOfficial = (layer: Layer, input: Shape, state: StateDict): Params =>
  fromStateDict(layer, input, state, namingOf(layer));

const namingOf = (layer: Layer): Naming =>
  layer.op === 'chain' && layer.children.some(([name]) => name === 'stage3_first') ? PLUS_NAMES : OFFICIAL_NAMES;
