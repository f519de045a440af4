import { Tabs } from '@mantine/core';
import type { ComponentType, ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';

interface Props<N extends string> {
  /** What each tab shows; the first is shown where the address names none. */
  readonly tabs: Readonly<Record<N, ComponentType>>;
  /** Path before the tab's name: `/admin`. */
  readonly base: string;
  readonly label: (name: N) => string;
  /** Beside the label: a count of what waits there. */
  readonly mark?: (name: N) => ReactNode;
}

/** Tabs whose place is in the address (`:tab`), so that a link and the back button lead to them. Only the open one is rendered. */
export function AddressedTabs<N extends string>({ tabs, base, label, mark }: Props<N>) {
  const { tab } = useParams();
  const navigate = useNavigate();
  const names = Object.keys(tabs) as N[];
  const here = names.find((name) => name === tab) ?? names[0];
  if (here === undefined) return null;
  const Content: ComponentType = tabs[here];
  return (
    <Tabs value={here} onChange={(name) => void navigate(`${base}/${name}`)} keepMounted={false}>
      <Tabs.List mb="md" className="no-print">
        {names.map((name) => (
          <Tabs.Tab key={name} value={name} rightSection={mark?.(name)}>
            {label(name)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {names.map((name) => (
        <Tabs.Panel key={name} value={name}>
          {name === here && <Content />}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
