/** Not in the paper: how exact the conversion is, for every block by itself and for every host. */

import { Rng } from '@refold/core';
import { fold, verify, withRandomNorms } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { type Block, conv, type Layer, type Network, type Shape } from '@refold/core/layers';
import { normed } from '@refold/core/zoo';
import { defineFigure, type Scale } from '@refold/lab';
import { blocks, diversify } from 'dbb';
import { FORMS, HOSTS, withBlock } from './hosts.ts';

/** Sides of the images that hosts are run on; VGG's are always 32×32. */
const SIDES: Readonly<Record<Scale, number>> = { smoke: 64, quick: 96, standard: 224, paper: 224 };
/** At smoke the hosts are left to the tests. */
const WITH_HOSTS: readonly Scale[] = ['quick', 'standard', 'paper'];

interface Subject {
  readonly subject: string;
  readonly form: string;
  readonly layer: Layer;
  readonly input: Shape;
}

/** The authors' own check: 32 to 64 channels, and depthwise; kernels of 3 and 5, strides of 1 and 2. */
function* places(): Generator<Subject> {
  for (const [form, block] of Object.entries(blocks) as [string, Block][]) {
    for (const kernel of [3, 5, 7]) {
      for (const stride of [1, 2]) {
        for (const [out, groups] of [
          [64, 1],
          [64, 2],
          [32, 32],
        ] as const) {
          const input = [28, 28, 32];
          const layer = diversify(normed(conv(out, kernel, { stride, groups })), input, { block, where: () => true });
          yield { subject: `${kernel}x${kernel}, stride ${stride}, ${groups} groups`, form, layer, input };
        }
      }
    }
  }
}

function* hosts(side: number): Generator<Subject> {
  for (const [subject, host] of Object.entries(HOSTS)) {
    const input = subject === 'vgg-16' ? host.input : [side, side, 3];
    for (const [form, block] of Object.entries(FORMS))
      yield { subject, form, layer: withBlock({ ...host, input }, block), input };
  }
}

/** Norms as the authors draw them to check: every tensor uniform in (0, 0.1). */
function trainedLooking({ layer, input }: Subject): Network {
  const rng = Rng.seeded('conversion');
  return withRandomNorms(network(layer, input, rng), [0, 0.1], rng.fork('norms'));
}

export default defineFigure({
  paper: 'dbb',
  id: 'extra-conversion',
  title: 'Extra: conversion errors',
  deviations: [
    'The error is max|y − y′| / max|y| in float32 on two random images, from random parameters with norms’ tensors uniform in (0, 0.1).',
  ],
  draw: async ({ scale, backend }) => {
    const name = await backend();
    const { evaluateOnce } = await import('@refold/core/apply');
    const rows = [];
    for (const subject of [...places(), ...(WITH_HOSTS.includes(scale) ? hosts(SIDES[scale]) : [])]) {
      const net = trainedLooking(subject);
      const { network: folded, report } = fold(net);
      rows.push({
        subject: subject.subject,
        form: subject.form,
        input: subject.input.join('x'),
        params_trained: report.before.params,
        params_folded: report.after.params,
        relative_error: Number((await verify(net, folded, evaluateOnce)).toPrecision(3)),
        backend: name,
      });
    }
    return { rows };
  },
});
