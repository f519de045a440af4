import type { OnCallSetup } from '@decroche/protocol';

/** Names of everything that a plan's fault may be about, by its list and id. */
function nameIn(setup: OnCallSetup, list: string, id: string): string | undefined {
  switch (list) {
    case 'responders':
      return setup.responders.find(({ responderId }) => responderId === id)?.name;
    case 'rotations':
      return setup.rotations.find(({ rotationId }) => rotationId === id)?.name;
    case 'schedules':
      return setup.schedules.find(({ scheduleId }) => scheduleId === id)?.name;
    case 'policies':
      return setup.policies.find(({ policyId }) => policyId === id)?.name;
    case 'equipment':
      return setup.equipment.find(({ equipmentId }) => equipmentId === id)?.name;
    case 'temporaries':
      return setup.temporaries.find(({ temporaryId }) => temporaryId === id)?.name;
    case 'services':
      return id;
    default:
      return undefined;
  }
}

/** What refers to something that was to be removed, by name, each once: `policies.infra.steps.0` → "Infrastructure". */
export function referringNames(
  issues: readonly { readonly path: string }[],
  setup: OnCallSetup,
): readonly { readonly list: string; readonly name: string | undefined }[] {
  const found = new Map<string, { list: string; name: string | undefined }>();
  for (const { path } of issues) {
    const [list = '', id = ''] = path.split('.');
    const name = nameIn(setup, list, id);
    found.set(`${list} ${name ?? ''}`, { list, name });
  }
  return [...found.values()];
}
