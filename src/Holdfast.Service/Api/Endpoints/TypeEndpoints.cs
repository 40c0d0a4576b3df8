using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.Views;
using Holdfast.Service.Api.WhatIf;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Packages;
using Microsoft.AspNetCore.Mvc;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/types</c>.</summary>
internal static class TypeEndpoints
{
    private const string Json = "application/json";
    private const string Zip = "application/zip";

    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder types = api.MapGroup("/types").WithTags("types");
        types.MapGet("", (IClusterView view) => TypedResults.Ok(TypeDtos.All(view.Current)))
            .WithName("ListTypes").WithSummary("The registered resource types.");
        types.MapGet("/{name}", (string name, IClusterView view) => Show(view.Current, name))
            .WithName("ShowType").WithSummary("One resource type.").Produces<TypeDto>();
        types.MapPost("", RegisterAsync)
            .Imagines()
            .WithName("RegisterType")
            .WithSummary("Registers the types of a package: by its path on the node's machine, or sent along as a zip.")
            .WithMetadata(new RequestSizeLimitAttribute(ApiLimits.Package))
            .Accepts<RegisterTypeRequest>(Json, Zip).Produces<RegistrationDto>();
        types.MapPost("/inspect", InspectAsync)
            .WithName("InspectPackage")
            .WithSummary("Says which types a package has, and which of them are registered; registers nothing.")
            .WithMetadata(new RequestSizeLimitAttribute(ApiLimits.Package))
            .Accepts<RegisterTypeRequest>(Json, Zip).Produces<PackageDto>();
        types.MapPost("/{name}/upgrade", UpgradeAsync)
            .Imagines()
            .WithName("UpgradeType").WithSummary("Replaces the type's package; resources are not interrupted.")
            .WithMetadata(new RequestSizeLimitAttribute(ApiLimits.Package))
            .Accepts<RegisterTypeRequest>(Json, Zip).Produces<RegistrationDto>();
        types.MapDelete("/{name}", UnregisterAsync)
            .Imagines()
            .WithName("UnregisterType").WithSummary("Removes the registration; refused while resources use it.")
            .WithRevision().Produces(StatusCodes.Status204NoContent);
    }

    private static Task<IResult> RegisterAsync(HttpContext context, TypeRegistration registration, IClusterView view) =>
        WithPackageAsync(context, async path => await AnswerAsync(
            context, view, await registration.RegisterAsync(path, context.RequestAborted).ConfigureAwait(false))
                .ConfigureAwait(false));

    private static Task<IResult> InspectAsync(HttpContext context, IPackageStore store, IClusterView view) =>
        WithPackageAsync(context, async path =>
            PackageDtos.Of(await store.ImportAsync(path, context.RequestAborted).ConfigureAwait(false), view.Current)
                .ToResult(TypedResults.Ok));

    private static async Task<IResult> UpgradeAsync(
        HttpContext context, string name, TypeRegistration registration, IClusterView view) =>
        view.Current.Types.ContainsKey(name)
            ? await WithPackageAsync(context, async path => await AnswerAsync(
                    context, view,
                    await registration.UpgradeAsync(name, path, context.RequestAborted).ConfigureAwait(false))
                .ConfigureAwait(false)).ConfigureAwait(false)
            : new ProblemResult(view.Current.NoType(name));

    private static async Task<IResult> UnregisterAsync(
        HttpContext context, string name, TypeRegistration registration, IClusterView view)
    {
        if (!context.Asked().Succeeded(out Asked? asked, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        if (!view.Current.Types.ContainsKey(name))
        {
            return new ProblemResult(view.Current.NoType(name));
        }

        RegistrationResult result =
            await registration.UnregisterAsync(name, asked.Revision, context.RequestAborted).ConfigureAwait(false);
        if (result is RegistrationResult.Refused refused)
        {
            return new ProblemResult(new Refusal(refused.Code, refused.Reason));
        }

        await view.ReachAsync(((RegistrationResult.Done)result).Revision, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    /// <summary>Hands the package of the request, named by path or sent along, to
    /// <paramref name="answer"/>.</summary>
    private static async Task<IResult> WithPackageAsync(HttpContext context, Func<string, Task<IResult>> answer)
    {
        string type = context.Request.ContentType?.Split(';')[0].Trim() ?? "";
        if (type.Equals(Zip, StringComparison.OrdinalIgnoreCase))
        {
            FileStream zip = UploadFile.Create();
            await using (zip.ConfigureAwait(false))
            {
                await context.Request.Body.CopyToAsync(zip, context.RequestAborted).ConfigureAwait(false);
                await zip.FlushAsync(context.RequestAborted).ConfigureAwait(false);
                return await answer(zip.Name).ConfigureAwait(false);
            }
        }

        Outcome<string> body = await context.BodyAsync(reader => reader.Required("path") ?? "").ConfigureAwait(false);
        if (!body.Succeeded(out string? path, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        return Path.IsPathFullyQualified(path)
            ? await answer(path).ConfigureAwait(false)
            : new ProblemResult(new Refusal(ErrorCodes.PackageRefused,
                $"\"{path}\" is not an absolute path; name a DLL, a publish folder or a .nupkg on the node's machine"));
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, IClusterView view, RegistrationResult result)
    {
        if (result is RegistrationResult.Refused refused)
        {
            return new ProblemResult(new Refusal(refused.Code, refused.Reason));
        }

        var done = (RegistrationResult.Done)result;
        ClusterSnapshot snapshot =
            await view.ReachAsync(done.Revision, context.RequestAborted).ConfigureAwait(false);
        TypeDto[] types =
        [
            .. done.Types.Where(snapshot.Types.ContainsKey).Select(name => TypeDtos.Of(snapshot, snapshot.Types[name])),
        ];
        return TypedResults.Ok(new RegistrationDto
        {
            PackageHash = done.PackageHash,
            Dll = types.FirstOrDefault()?.Dll ?? "",
            Version = types.FirstOrDefault()?.Version ?? "",
            Types = types,
            StoredOn = done.StoredOn,
            Nodes = snapshot.NodeNames().Count,
        });
    }

    private static IResult Show(ClusterSnapshot snapshot, string name) =>
        snapshot.Types.TryGetValue(name, out Row<ResourceTypeConfig>? row)
            ? TypedResults.Ok(TypeDtos.Of(snapshot, row))
            : new ProblemResult(snapshot.NoType(name));
}
