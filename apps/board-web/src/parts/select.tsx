import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { Field } from './field.js';

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Smaller, at the right. */
  readonly note?: string;
}

interface Props {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChoose: (value: string) => void;
  readonly disabled?: boolean;
}

function Item({ value, label, note }: Choice) {
  return (
    <Radix.Item
      value={value}
      className="flex min-h-9 items-center gap-2 rounded-sm px-2 text-sm outline-none data-[highlighted]:bg-accent-soft"
    >
      <span className="w-4">
        <Radix.ItemIndicator>
          <Check size={16} aria-hidden className="text-accent" />
        </Radix.ItemIndicator>
      </span>
      <Radix.ItemText>{label}</Radix.ItemText>
      {note && <span className="figures ml-auto pl-4 text-xs text-ink-soft">{note}</span>}
    </Radix.Item>
  );
}

export function Select({ label, value, choices, onChoose, disabled = false }: Props) {
  return (
    <Field label={label}>
      {({ id }) => (
        <Radix.Root value={value} onValueChange={onChoose} disabled={disabled}>
          <Radix.Trigger
            id={id}
            aria-label={label}
            className="flex min-h-9 w-full items-center justify-between gap-2 rounded-sm border border-line-strong bg-ground px-3 text-left text-sm disabled:bg-raised disabled:text-ink-soft"
          >
            <span className="truncate">
              <Radix.Value />
            </span>
            <Radix.Icon>
              <ChevronDown size={16} aria-hidden className="text-ink-soft" />
            </Radix.Icon>
          </Radix.Trigger>
          <Radix.Portal>
            <Radix.Content
              position="popper"
              sideOffset={4}
              className="z-40 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-appear rounded-md border border-line-strong bg-surface p-1"
            >
              <Radix.Viewport>
                {choices.map((choice) => (
                  <Item key={choice.value} {...choice} />
                ))}
              </Radix.Viewport>
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    </Field>
  );
}
