import { platformNames } from "../model/platform-name.ts";
import type { DevicePlatform } from "../nh/registration.ts";
import type { RegistrationShape, RegistrationShapes } from "../nh/registration-shape.ts";
import { platforms } from "../platforms/registry.ts";

/** How devices of each push service are registered. */
export const registrationShapes: RegistrationShapes = new Map(
  platformNames.flatMap((name): [DevicePlatform, RegistrationShape][] => {
    const shape = platforms[name].registration;
    return name === "template" || shape === undefined ? [] : [[name, shape]];
  }),
);
