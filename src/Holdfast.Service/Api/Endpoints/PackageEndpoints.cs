using Holdfast.Client.Errors;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Packages;
using Microsoft.AspNetCore.Mvc;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/packages</c>: packages by hash, as nodes give them to each other.</summary>
internal static class PackageEndpoints
{
    private const string Zip = "application/zip";
    private const int HashLength = 64;

    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder packages = api.MapGroup("/packages").WithTags("packages")
            .WithMetadata(new NotForPages(), new ForNodes(), new Needs(Role.Administrator));
        packages.MapGet("/{hash}", DownloadAsync)
            .WithName("DownloadPackage").WithSummary("The package as a zip, from this node's own store.")
            .Produces(StatusCodes.Status200OK, contentType: Zip);
        packages.MapPut("/{hash}", StoreAsync)
            .WithName("StorePackage")
                .WithSummary("Puts a package into this node's own store, if its content has this hash.")
            .WithMetadata(new RequestSizeLimitAttribute(ApiLimits.Package))
            .Accepts<Stream>(Zip).Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> DownloadAsync(HttpContext context, string hash, IPackageStore store)
    {
        FileStream zip = UploadFile.Create();
        bool held = IsHash(hash) && await store.WriteZipAsync(hash, zip, context.RequestAborted).ConfigureAwait(false);
        if (held)
        {
            zip.Position = 0;
            return TypedResults.File(zip, Zip);
        }

        await zip.DisposeAsync().ConfigureAwait(false);
        return new ProblemResult(new Refusal(ErrorCodes.NoPackage, $"this node does not hold the package {hash}"));
    }

    private static async Task<IResult> StoreAsync(HttpContext context, string hash, IPackageStore store)
    {
        if (!IsHash(hash))
        {
            return new ProblemResult(new Refusal(ErrorCodes.PackageRefused,
                "a package is named by its SHA-256: 64 lower-case hexadecimal digits"));
        }

        FileStream zip = UploadFile.Create();
        await using (zip.ConfigureAwait(false))
        {
            await context.Request.Body.CopyToAsync(zip, context.RequestAborted).ConfigureAwait(false);
            zip.Position = 0;
            string? refused = await store.StoreZipAsync(hash, zip, context.RequestAborted).ConfigureAwait(false);
            return refused is null
                ? TypedResults.NoContent()
                : new ProblemResult(new Refusal(ErrorCodes.PackageRefused, refused));
        }
    }

    private static bool IsHash(string text) =>
        text.Length == HashLength && text.All(each => char.IsAsciiDigit(each) || each is >= 'a' and <= 'f');
}
