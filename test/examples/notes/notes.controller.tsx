import { Controller, Get } from '@nestjs/common';
import { CurrentUser } from '../../../src/auth/access/access.decorators.js';
import { page } from '../../../src/http/responses/outcome.js';
import type { Principal } from '../../../src/users/principal/principal.js';
import { Layout } from '../../../src/views/layout.js';
import { view } from '../../../src/views/view.js';

const NotesPage = view<{ notes: string[] }>('Notes', ({ data, context }) => (
  <Layout title="Notes" context={context}>
    <h1 class="h3">Notes</h1>
    <ul>
      {data.notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  </Layout>
));

@Controller('notes')
export class NotesController {
  @Get()
  show(@CurrentUser() user: Principal) {
    return page(NotesPage, { notes: [`Only ${user.username} sees this.`] });
  }
}
