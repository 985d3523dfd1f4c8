/** Who plays in a run, and what each begins with. */
import { init } from '@refold/core/init';
import type { Layer, Network, Params, Shape } from '@refold/core/layers';
import { makeOptimizer, type Schedule } from '@refold/core/optim';
import type { PlayerSpec, TaskContext } from '@refold/core/train';
import type { AdaptationConfig, PixelSettings, PlayerName } from './config.ts';

/** What a player is, before its parameters are known. A schedule: it learns, by Adam with that β₁. */
interface Part {
  readonly layer: Layer;
  readonly input: Shape;
  readonly lr?: Schedule;
  readonly beta1?: number;
}

/** CycleGAN's momentum, for generators and discriminators of both kinds. */
const GAME_BETA = 0.5;

/** The players that a configuration needs. Those that `initials` doesn't name begin with random parameters. */
export async function playersOf(
  config: AdaptationConfig,
  context: Pick<TaskContext, 'rng' | 'initial'>,
): Promise<Readonly<Partial<Record<PlayerName, PlayerSpec>>>> {
  const players: Partial<Record<PlayerName, PlayerSpec>> = {};
  for (const [name, { layer, input, lr, beta1 = 0.9 }] of Object.entries(partsOf(config)) as [PlayerName, Part][]) {
    const network: Network = { layer, input, params: await beginning(name, { layer, input }, config, context) };
    players[name] =
      lr === undefined ? { network } : { network, optimizer: makeOptimizer({ kind: 'adam', lr, beta1 }), lr };
  }
  return players;
}

/** Whether the classifier learns: in the first of two stages it waits. */
export const classifierLearns = ({ classifier: { taskWeight = 1 }, features }: AdaptationConfig): boolean =>
  taskWeight > 0 || features !== undefined;

function partsOf(config: AdaptationConfig): Readonly<Partial<Record<PlayerName, Part>>> {
  const { input, pixels, classifier, features, initials = {} } = config;
  const seer = { layer: classifier.layer, input };
  const isJudged = pixels?.semantic !== undefined || features?.like === 'source' || 'judge' in initials;
  return {
    classifier: { ...seer, ...(classifierLearns(config) && { lr: classifier.lr }) },
    ...(pixels && pixelParts(pixels, config)),
    ...(isJudged && { judge: seer }),
    ...(features && {
      featureCritic: {
        layer: features.critic,
        input: [features.width],
        lr: features.lr,
        beta1: GAME_BETA,
      },
    }),
    ...('oracle' in initials && { oracle: seer }),
  };
}

function pixelParts(
  { directions, generator, critic, lr, frozen = false }: PixelSettings,
  { input, initials = {} }: AdaptationConfig,
): Readonly<Partial<Record<PlayerName, Part>>> {
  const translator = { layer: generator, input };
  if (frozen) return { toTarget: translator, ...('toSource' in initials && { toSource: translator }) };
  const learning = { lr, beta1: GAME_BETA };
  const judge = { layer: critic, input, ...learning };
  const isRound = directions === 'both';
  return {
    toTarget: { ...translator, ...learning },
    ...(isRound && { toSource: { ...translator, ...learning } }),
    targetCritic: judge,
    ...(isRound && { sourceCritic: judge }),
  };
}

/** Where a player begins: what `initials` names, and fresh parameters, of a stream of its own, where that is none or a part. */
async function beginning(
  name: PlayerName,
  { layer, input }: Pick<Part, 'layer' | 'input'>,
  { initials }: AdaptationConfig,
  { rng, initial }: Pick<TaskContext, 'rng' | 'initial'>,
): Promise<Params> {
  const spec = initials?.[name];
  const fresh = () => init(layer, input, rng.fork('init').fork(name));
  if (spec === undefined) return fresh();
  const given = await initial(spec);
  return 'part' in spec ? new Map([...fresh(), ...given]) : given;
}
