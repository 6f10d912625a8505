import type { FleetFileDevice, FleetRecipe } from "../model/fleet.ts";
import { createSeededDraw } from "./seeded-draw.ts";

/** The devices of a recipe: the same for the same recipe, on every machine. */
export function generateDevices(recipe: FleetRecipe): readonly FleetFileDevice[] {
  const { count, name, platforms, tags = {}, oneOf = [], users = false, behaviours = {} } = recipe;
  const draw = createSeededDraw(`${recipe.seed ?? 0} ${name}`);
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const traits = {
    ...(recipe.pushVariables === undefined ? {} : { pushVariables: recipe.pushVariables }),
    ...(recipe.templates === undefined ? {} : { templates: recipe.templates }),
  };
  return Array.from({ length: count }, (_, index) => index + 1).flatMap(
    (number): readonly FleetFileDevice[] => {
      const platform = pick(platforms, draw());
      const shared = Object.entries(tags).flatMap(([tag, share]) => (draw() < share ? [tag] : []));
      const chosen = oneOf.flatMap((group) => pick(group, draw()) ?? []);
      const behaviour = pick(behaviours, draw());
      // Whoever reads the file makes sure that there is a weight.
      if (platform === undefined) return [];
      return [
        {
          name: `${name} ${number}`,
          platform,
          tags: [...shared, ...chosen],
          ...(users ? { user: `${slug}-${number}` } : {}),
          ...(behaviour === undefined ? {} : { behaviour }),
          ...traits,
        },
      ];
    },
  );
}

/** One of the names, by weight; `undefined` when none has any. */
function pick<Name extends string>(
  weights: Readonly<Partial<Record<Name, number>>>,
  fraction: number,
): Name | undefined {
  const entries = Object.entries<number | undefined>(weights).filter(([, weight]) => (weight ?? 0) > 0);
  let left = fraction * entries.reduce((sum, [, weight = 0]) => sum + weight, 0);
  const found = entries.find(([, weight = 0]) => {
    left -= weight;
    return left < 0;
  });
  const name = found?.[0];
  return isNameOf(weights, name) ? name : undefined;
}

function isNameOf<Name extends string>(
  weights: Readonly<Partial<Record<Name, number>>>,
  name: string | undefined,
): name is Name {
  return name !== undefined && Object.hasOwn(weights, name);
}
