import { controlAttributes, controlClass, type ControlProps, Labelled } from './control.js';

interface FileFieldProps extends ControlProps {
  /** These media types or endings are offered, such as `image/png,.pdf`; what comes is to be looked at all the same. */
  readonly accept?: string;
  readonly multiple?: boolean;
}

/** Shows a labelled choice of a file, in a form `withFiles`. A browser forgets the choice when the form is refused. */
export function FileField({ accept, multiple = false, ...control }: FileFieldProps) {
  const { name, context } = control;
  return (
    <Labelled {...control}>
      <input
        {...controlAttributes(control)}
        class={controlClass('form-control', name, context)}
        type="file"
        multiple={multiple}
        {...(accept !== undefined && { accept })}
      />
    </Labelled>
  );
}
