import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import { classNames } from './class-names.js';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  /** Field, rule, way out. */
  readonly error?: string | null;
  readonly children: (ids: { id: string; describedBy: string | undefined }) => ReactNode;
}

/** A label, a control, and under it the hint or what is wrong. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium text-ink-soft">
        {label}
      </label>
      {children({ id, describedBy: note ? `${id}-note` : undefined })}
      {note && (
        <p
          id={`${id}-note`}
          role={error ? 'alert' : undefined}
          className={classNames('text-xs', error ? 'text-declined' : 'text-ink-soft')}
        >
          {note}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id'> {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | null;
}

export function TextField({ label, hint, error, className, ...rest }: TextFieldProps) {
  return (
    <Field label={label} {...(hint ? { hint } : {})} error={error ?? null}>
      {({ id, describedBy }) => (
        <input
          {...rest}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy}
          className={classNames(
            'min-h-9 w-full rounded-sm border border-line-strong bg-ground px-3 text-sm disabled:bg-raised disabled:text-ink-soft',
            error && 'border-declined',
            className,
          )}
        />
      )}
    </Field>
  );
}
