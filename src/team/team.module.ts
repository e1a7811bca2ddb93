import { Global, Module } from '@nestjs/common';

/**
 * This module is yours. It holds features (one folder and one line here: docs/guides/a-feature.md), listeners and
 * providers that change how the product behaves, without a change in its own files (docs/customising.md).
 */
@Global()
@Module({})
export class TeamModule {}
