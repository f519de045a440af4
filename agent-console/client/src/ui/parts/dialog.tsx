import { Drawer, Modal, type DrawerProps, type ModalProps } from '@mantine/core';
import { createContext, use, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Tells the dialog below that another lies over it; returns the way to say that it is gone. */
type Cover = () => () => void;

const Below = createContext<Cover | undefined>(undefined);

/** Escape closes the uppermost dialog only: whatever was typed in the one below stays. */
function useLayer(opened: boolean): { readonly uppermost: boolean; readonly cover: Cover } {
  const [above, setAbove] = useState(0);
  const below = use(Below);
  useEffect(() => (opened ? below?.() : undefined), [opened, below]);
  const cover = useCallback<Cover>(() => {
    setAbove((count) => count + 1);
    return () => setAbove((count) => count - 1);
  }, []);
  return { uppermost: above === 0, cover };
}

/** A dialog of the console; one that is rendered inside another lies over it. */
export function Dialog({ children, closeOnEscape = true, ...props }: ModalProps) {
  const { t } = useTranslation();
  const { uppermost, cover } = useLayer(props.opened);
  return (
    <Modal closeButtonProps={{ 'aria-label': t('common.close') }} {...props} closeOnEscape={closeOnEscape && uppermost}>
      <Below value={cover}>{children}</Below>
    </Modal>
  );
}

/** A dialog at the right edge, beside what it is about. */
export function SideDialog({ children, ...props }: DrawerProps) {
  const { t } = useTranslation();
  const { uppermost, cover } = useLayer(props.opened);
  return (
    <Drawer
      position="right"
      closeButtonProps={{ 'aria-label': t('common.close') }}
      {...props}
      closeOnEscape={uppermost}
    >
      <Below value={cover}>{children}</Below>
    </Drawer>
  );
}
