import { parseConfig, Port, type Environment } from '@decroche/platform';
import { HttpProgramConfig } from '@decroche/platform/http-program';

const Config = HttpProgramConfig.extend({
  HTTP_PORT: Port.default(8082),
  HEALTH_PORT: Port.default(9082),
});

/**
 * Reads the settings of this program.
 *
 * @throws Fault `configuration`.
 */
export function readConfig(environment: Environment = process.env): HttpProgramConfig {
  return parseConfig(Config, environment);
}
