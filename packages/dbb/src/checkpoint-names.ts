/** The official repository's names of the hosts' layers and of the blocks that replace them. */

/** The hosts that have official checkpoints. */
export type OfficialHost = 'resnet' | 'mobilenet' | 'alexnet';
/** The block that replaces convolutions; 'plain': none. */
export type OfficialForm = 'dbb' | 'acb' | 'plain';

/** A convolution with its norm: our path, the official one (`$1`, ... as matched), and whether a block replaces it. */
interface Place {
  readonly ours: RegExp;
  readonly official: string;
  readonly replaced: boolean;
}

const place = (ours: RegExp, official: string, replaced: boolean): Place => ({ ours, official, replaced });

const PLACES: Readonly<Record<OfficialHost, readonly Place[]>> = {
  resnet: [
    place(/^backbone\.stem\.conv/, 'stage0.conv1', false),
    place(/^backbone\.(stage\d\.\d+)\.branches\.body\.(conv[12])/, '$1.$2', true),
    place(/^backbone\.(stage\d\.\d+)\.branches\.body\.reduce/, '$1.conv1', false),
    place(/^backbone\.(stage\d\.\d+)\.branches\.body\.spatial/, '$1.conv2', true),
    place(/^backbone\.(stage\d\.\d+)\.branches\.body\.expand/, '$1.conv3', false),
    place(/^backbone\.(stage\d\.\d+)\.branches\.shortcut/, '$1.shortcut', false),
  ],
  mobilenet: [
    place(/^stem/, 'conv1', true),
    place(/^body\.(\d+)\.depthwise/, 'stem.$1.depthwise', true),
    place(/^body\.(\d+)\.pointwise/, 'stem.$1.pointwise', false),
  ],
  alexnet: [place(/^conv1/, 'stem.conv1', false), place(/^conv([2-5])/, 'stem.conv$1', true)],
};

/** Classifiers: MobileNet's and ResNet's last layer, AlexNet's three. */
const LINEARS: readonly (readonly [ours: RegExp, official: string])[] = [
  [/^head\.linear$/, 'linear'],
  [/^linear([12])\.linear$/, 'linear$1'],
  [/^linear3$/, 'linear3'],
];

/** Our leaf inside a trained block ↔ the official one. */
const IN_BLOCK: Readonly<Record<string, string>> = {
  'kxk.conv': 'dbb_origin.conv',
  'kxk.norm': 'dbb_origin.bn',
  '1x1.conv': 'dbb_1x1.conv',
  '1x1.norm': 'dbb_1x1.bn',
  '1x1-avg.conv': 'dbb_avg.conv',
  '1x1-avg.norm1': 'dbb_avg.bn',
  '1x1-avg.norm2': 'dbb_avg.avgbn',
  // What is learnt beside the identity; the identity itself is in no checkpoint.
  '1x1-kxk.conv1.residual': 'dbb_1x1_kxk.idconv1',
  '1x1-kxk.conv1': 'dbb_1x1_kxk.conv1',
  '1x1-kxk.norm1': 'dbb_1x1_kxk.bn1',
  '1x1-kxk.conv2': 'dbb_1x1_kxk.conv2',
  '1x1-kxk.norm2': 'dbb_1x1_kxk.bn2',
  'square.conv': 'square_conv',
  'square.norm': 'square_bn',
  'vertical.conv': 'ver_conv',
  'vertical.norm': 'ver_bn',
  'horizontal.conv': 'hor_conv',
  'horizontal.norm': 'hor_bn',
};

const FOLDED: Readonly<Record<OfficialForm, string>> = { dbb: 'dbb_reparam', acb: 'fused_conv', plain: 'conv' };

/**
 * The official name of a leaf of ours, or undefined where the official network has none.
 * @param folded whether blocks are folded
 */
export function officialLayer(
  path: string,
  host: OfficialHost,
  form: OfficialForm,
  folded: boolean,
): string | undefined {
  for (const [ours, official] of LINEARS) if (ours.test(path)) return path.replace(ours, official);
  for (const { ours, official, replaced } of PLACES[host]) {
    const [matched] = ours.exec(path) ?? [];
    if (matched === undefined) continue;
    const inside = path.slice(matched.length).replace(/^\./, '');
    const layer = leafName(inside, replaced ? form : 'plain', folded);
    return layer && `${matched.replace(ours, official)}.${layer}`;
  }
  return undefined;
}

/** `inside` is the rest of the path: a convolution that folded alone in its chain has taken the chain's. */
function leafName(inside: string, form: OfficialForm, folded: boolean): string | undefined {
  if (folded) return inside === '' || inside === 'conv' ? FOLDED[form] : undefined;
  if (form === 'plain') return { conv: 'conv', norm: 'bn' }[inside];
  return IN_BLOCK[inside.replace(/^conv\./, '')];
}

/** Norms that pad, which the newest code nests one deeper than the released weights do. */
const NESTED = /\b(bn1|dbb_avg\.bn)\.bn\./;
const FLAT = /\b(bn1|dbb_avg\.bn)\.(?=weight|bias|running_|num_)/;

/** The released spelling of a name in either. */
export const flattened = (name: string): string => name.replace(NESTED, '$1.');
/** The newest code's spelling of a released name. */
export const nested = (name: string): string => name.replace(FLAT, '$1.bn.');
