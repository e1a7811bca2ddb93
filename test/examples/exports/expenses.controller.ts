import { Controller, Get, StreamableFile } from '@nestjs/common';
import PDFDocument from 'pdfkit';
import { CurrentUser } from '../../../src/auth/access/access.decorators.js';
import { csvFile } from '../../../src/http/responses/csv.js';
import type { Principal } from '../../../src/users/principal/principal.js';
import { expensesOf } from './expenses.js';

@Controller('expenses')
export class ExpensesController {
  @Get('csv')
  csv(@CurrentUser() { id }: Principal) {
    return csvFile('expenses.csv', lines(id));
  }

  @Get('pdf')
  async pdf(@CurrentUser() { id, username }: Principal) {
    const document = new PDFDocument({ info: { Title: 'Expenses' } });
    document.fontSize(18).text(`Expenses of ${username}`).fontSize(11);
    for await (const { day, text, amount } of expensesOf(id)) document.text(`${day}  ${amount.toFixed(2)}  ${text}`);
    document.end();
    return new StreamableFile(document, { type: 'application/pdf', disposition: 'attachment; filename="expenses.pdf"' });
  }
}

async function* lines(user: string) {
  yield ['day', 'text', 'amount'];
  for await (const { day, text, amount } of expensesOf(user)) yield [day, text, amount];
}
