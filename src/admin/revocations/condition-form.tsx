import { Field, Form, Select, TextArea } from '../../views/form.js';
import type { PageContext } from '../../views/view.js';

/** Shows the form of a condition. The first button, which a press of Enter means, only counts. */
export function ConditionForm({ roles, context }: { roles: readonly string[]; context: PageContext }) {
  const { texts } = context;
  const optional = { optional: true, context } as const;
  return (
    <div class="sheet mb-4">
      <Form
        action="/admin/revocations"
        submit={texts.adminRevocationEnd}
        firstButton={{ name: 'dryRun', value: 'yes', label: texts.adminRevocationCount }}
        look="btn-danger"
        context={context}
      >
        <Field
          name="before"
          label={texts.adminRevocationBefore}
          hint={texts.adminRevocationBeforeHint}
          autocomplete="off"
          context={context}
        />
        <div class="row">
          <div class="col-12 col-md-4">
            <Select name="role" label={texts.adminRole} choices={roles.map((value) => ({ value, label: value }))} {...optional} />
          </div>
          <div class="col-12 col-md-4">
            <Field
              name="method"
              label={texts.adminRevocationMethod}
              hint={texts.adminRevocationMethodHint}
              autocomplete="off"
              {...optional}
            />
          </div>
          <div class="col-12 col-md-4">
            <Field
              name="address"
              label={texts.adminRevocationAddress}
              hint={texts.adminRevocationAddressHint}
              autocomplete="off"
              {...optional}
            />
          </div>
        </div>
        <TextArea name="users" label={texts.adminUsersTitle} hint={texts.adminRevocationUsersHint} {...optional} />
        <Field
          name="reason"
          label={texts.adminReason}
          hint={texts.adminRevocationReasonHint}
          autocomplete="off"
          context={context}
        />
      </Form>
    </div>
  );
}
