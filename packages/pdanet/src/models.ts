/** The networks of the paper by name, on ResNet-101 with images of 448×448; outputs are valence, arousal and dominance. */
import type { Shape } from '@refold/core/layers';
import { type Catalogue, resnetBackbone, resnetSpecs } from '@refold/core/zoo';
import { type HeadSpec, regressor } from './regressors.ts';

const INPUT: Shape = [448, 448, 3];

const onResNet101 = (description: string, head: HeadSpec): Catalogue[string] => ({
  description,
  input: INPUT,
  build: ({ classes } = {}) =>
    regressor({
      backbone: resnetBackbone(resnetSpecs['resnet-101-v1.5']),
      input: INPUT,
      head,
      ...(classes !== undefined && { outputs: classes }),
    }),
});

/** The heads that the paper compares. */
export const HEADS = {
  plain: { kind: 'plain' },
  spatial: { kind: 'attention', attention: 'spatial' },
  channel: { kind: 'attention', attention: 'channel' },
  both: { kind: 'attention' },
  sentiNetA: { kind: 'sentiNetA' },
  wscNet: { kind: 'wscNet' },
} as const satisfies Record<string, HeadSpec>;

/** The networks by name. */
export const models: Catalogue = {
  'resnet-101-regressor': onResNet101('ResNet-101 with one linear layer', HEADS.plain),
  'pdanet-spatial': onResNet101('ResNet-101 with spatial attention alone', HEADS.spatial),
  'pdanet-channel': onResNet101('ResNet-101 with channel-wise attention alone', HEADS.channel),
  pdanet: onResNet101('PDANet: ResNet-101 with channel-wise and spatial attention', HEADS.both),
  'sentinet-a': onResNet101('SentiNet-A: ResNet-101, pooled by weights of places', HEADS.sentiNetA),
  'wscnet-regressor': onResNet101('WSCNet as a regressor on ResNet-101', HEADS.wscNet),
};
