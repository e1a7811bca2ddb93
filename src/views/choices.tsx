import { controlAttributes, controlClass, type ControlProps, Hint, Labelled, Messages } from './control.js';

/** This is one of the values that a person chooses from. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface ChoicesProps extends ControlProps {
  readonly choices: readonly Choice[];
}

interface SelectProps extends ChoicesProps {
  /** This is what it means that nothing is chosen, such as `Any`. */
  readonly none?: string;
}

/** Shows a list that opens, with nothing chosen at first. */
export function Select({ choices, none = '', ...control }: SelectProps) {
  const { name, context } = control;
  const chosen = context.form.values[name] ?? '';
  return (
    <Labelled {...control}>
      <select {...controlAttributes(control)} class={controlClass('form-select', name, context)} autocomplete="off">
        {[{ value: '', label: none }, ...choices].map(({ value, label }) => (
          <option key={value} value={value} selected={value === chosen}>
            {label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/** Shows buttons of which one is chosen. */
export function RadioGroup(props: ChoicesProps) {
  const chosen = props.context.form.values[props.name];
  return <Group {...props} type="radio" isChosen={(value) => value === chosen} />;
}

/** Shows boxes of which any number is checked; the field of the DTO is a list (`@ListOf`). */
export function CheckboxGroup(props: ChoicesProps) {
  const { lists = {}, values } = props.context.form;
  const chosen = lists[props.name] ?? [values[props.name]];
  return <Group {...props} type="checkbox" isChosen={(value) => chosen.includes(value)} />;
}

interface GroupProps extends ChoicesProps {
  readonly type: 'radio' | 'checkbox';
  readonly isChosen: (value: string) => boolean;
}

/** Every button is described by what is wrong with the group: whoever comes to it by a key hears no legend of errors. */
function Group({ type, choices, isChosen, ...control }: GroupProps) {
  const { name, label, hint, optional = false, context } = control;
  const { id: _group, autofocus, 'aria-required': _required, ...attributes } = controlAttributes(control);
  const group = type === 'radio' ? ({ role: 'radiogroup', 'aria-required': !optional } as const) : {};
  return (
    <fieldset class="mb-3" {...group}>
      <legend class="form-label mb-1 fs-6 fw-medium">{label}</legend>
      <Hint name={name} text={hint} />
      {choices.map(({ value, label: text }, place) => (
        <div class="form-check" key={value}>
          <input
            {...attributes}
            class={controlClass('form-check-input', name, context)}
            type={type}
            id={place === 0 ? name : `${name}-${place}`}
            value={value}
            checked={isChosen(value)}
            autofocus={autofocus && place === 0}
          />
          <label class="form-check-label" for={place === 0 ? name : `${name}-${place}`}>
            {text}
          </label>
        </div>
      ))}
      <Messages name={name} context={context} />
    </fieldset>
  );
}
