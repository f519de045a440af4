import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SoftphoneView } from '../../app/softphone.ts';
import { useConsole } from '../console-context.ts';

/** Which microphone callers hear; changed during a call too. Browsers' own choice is often the webcam. */
export function MicrophoneChoice({ view }: { view: SoftphoneView }) {
  const { t } = useTranslation();
  const { softphone } = useConsole();
  const { microphones, chosenMicrophone: chosen } = view;
  if (microphones.length < 2 && chosen === undefined) return null;
  // The browser's own alias stands for the same device a second time.
  const listed = microphones
    .filter(({ deviceId }) => deviceId !== 'default' && deviceId !== 'communications')
    .map(({ deviceId, label }) => ({ value: deviceId, label: label || deviceId.slice(0, 8) }));
  const gone = chosen !== undefined && !listed.some(({ value }) => value === chosen);
  return (
    <Select
      size="xs"
      aria-label={t('deskDay.microphone')}
      allowDeselect={false}
      data={[
        { value: '', label: t('deskDay.microphoneDefault') },
        ...listed,
        ...(gone ? [{ value: chosen, label: t('deskDay.microphoneGone') }] : []),
      ]}
      value={chosen ?? ''}
      onChange={(deviceId) =>
        void softphone.chooseMicrophone(deviceId === '' || deviceId === null ? undefined : deviceId)
      }
    />
  );
}
