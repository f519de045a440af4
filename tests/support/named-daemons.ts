import { parseConfig } from '@decroche/platform';
import type { RealDaemons } from '../../scripts/launch/options.ts';
import { realDaemons, Settings } from '../../scripts/launch/settings.ts';

/** The real daemons that the environment names for the tests; without them each world has private ones. */
export const namedDaemons = (): RealDaemons => realDaemons(parseConfig(Settings, process.env));
