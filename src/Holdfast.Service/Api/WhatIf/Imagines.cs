namespace Holdfast.Service.Api.WhatIf;

/// <summary>
/// Metadata of an endpoint that is no edit and yet has a what-if: its handler takes down in the
/// <see cref="WhatIfScope"/> what it would do, and does nothing.
/// </summary>
internal sealed class Imagines;

internal static class ImaginesExtensions
{
    public static RouteHandlerBuilder Imagines(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new Imagines());
}
