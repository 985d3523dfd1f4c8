/** The networks that DBB is put into: the hosts of table 2, and plain ones that stand for them on CIFAR. */
import type { Block, Layer, Shape } from '@refold/core/layers';
import { CIFAR, models, type PlainSpec, plainNet } from '@refold/core/zoo';
import { blocks } from './blocks.ts';
import { diversify } from './diversify.ts';

/** A network without blocks, and the shape of its input, [h, w, c]. */
export interface Host {
  readonly input: Shape;
  readonly build: (classes?: number) => Layer;
}

const named = (name: string): Host => {
  const { build, input } = models[name]!;
  return { input, build: classes => build(classes === undefined ? {} : { classes }) };
};

/** The paper's hosts (table 2) by the names of our catalogue. */
export const HOSTS = {
  'vgg-16': named('vgg-16-cifar-hidden'),
  alexnet: named('alexnet'),
  mobilenet: named('mobilenet'),
  'resnet-18': named('resnet-18'),
  'resnet-50': named('resnet-50-v1.5'),
} as const satisfies Record<string, Host>;

/** A plain network as a host. */
export const plainHost = (spec: PlainSpec): Host => ({ input: CIFAR, build: classes => plainNet(spec, classes) });

/** The blocks of the three forms that table 2 compares; the original has none. */
export const FORMS = { original: undefined, acnet: blocks.acb, dbb_net: blocks.dbb } as const satisfies Record<
  string,
  Block | undefined
>;
/** A name of `FORMS`. */
export type Form = keyof typeof FORMS;

/** The expression of a host with a block in the place of its convolutions, or as it is. */
export const withBlock = ({ build, input }: Host, block: Block | undefined, classes?: number): Layer =>
  block === undefined ? build(classes) : diversify(build(classes), input, { block });
