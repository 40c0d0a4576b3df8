using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Events;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.WhatIf;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/tokens</c>: who gets in on this node's port, and with which role; <c>/api/v1/me</c>: who
/// asks.</summary>
internal static class TokenEndpoints
{
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UsualLife = TimeSpan.FromDays(30);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/me", (HttpContext context) =>
            {
                Caller caller = AccessMiddleware.CallerOf(context);
                return TypedResults.Ok(new CallerDto { Who = caller.Who, Role = $"{caller.Rights}" });
            })
            .WithName("Me").WithTags("tokens").WithSummary("Who asks, and with which role.");
        api.MapGet("/tokens", (NamedTokens tokens) => TypedResults.Ok<IReadOnlyList<ApiTokenDto>>(
                [.. tokens.All.Select(Of)]))
            .Needs(Role.Administrator).WithName("ListTokens").WithTags("tokens")
            .WithSummary("The tokens of this node that have a name; what they are is not told.");
        api.MapPost("/tokens", CreateAsync)
            .Needs(Role.Administrator).Imagines().WithName("MakeToken").WithTags("tokens")
            .WithSummary("Makes a token for this node's port, with a role and an end. It is told only now.")
            .Accepts<ApiTokenRequest>("application/json").Produces<MadeApiTokenDto>();
        api.MapDelete("/tokens/{name}", Delete)
            .Needs(Role.Administrator).Imagines().WithName("DeleteToken").WithTags("tokens")
            .WithSummary("Makes a token worthless, at once.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, NamedTokens tokens, IEventLog events)
    {
        Outcome<(string Name, Role Role, TimeSpan Life)> body = await context.BodyAsync(reader => (
            reader.Name("name"),
            reader.Choice<Role>("role") ?? Role.Viewer,
            reader.Duration("lifetime", ShortestLife) ?? UsualLife)).ConfigureAwait(false);
        if (!body.Succeeded(out (string Name, Role Role, TimeSpan Life) asked, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        if (WhatIfScope.Current is { } imagined)
        {
            if (tokens.WhyNot(asked.Name) is { } reason)
            {
                return new ProblemResult(reason);
            }

            imagined.Note(EventKinds.ConfigChanged, $"token \"{asked.Name}\" with role {asked.Role} made");
            return TypedResults.NoContent();
        }

        return tokens.Create(asked.Name, asked.Role, asked.Life, context.Who()).ToResult(made =>
        {
            Tell(events, $"token \"{asked.Name}\" with role {asked.Role} made, by {context.Who()}");
            return TypedResults.Ok(new MadeApiTokenDto { Token = made.Text, Made = Of(made.Kept) });
        });
    }

    private static IResult Delete(HttpContext context, string name, NamedTokens tokens, IEventLog events)
    {
        if (WhatIfScope.Current is { } imagined && tokens.All.Any(token => token.Name == name))
        {
            imagined.Note(EventKinds.ConfigChanged, $"token \"{name}\" deleted");
            return TypedResults.NoContent();
        }

        if (!tokens.Delete(name))
        {
            return new ProblemResult(
                Refusal.NotFound(ErrorCodes.NoToken, "token", name, tokens.All.Select(token => token.Name)));
        }

        Tell(events, $"token \"{name}\" deleted, by {context.Who()}");
        return TypedResults.NoContent();
    }

    private static void Tell(IEventLog events, string what) =>
        events.Append(new EventDraft(EventKinds.ConfigChanged, what));

    private static ApiTokenDto Of(NamedToken token) => new()
    {
        Name = token.Name, Role = $"{token.Role}", ExpiresAt = token.ExpiresAt, MadeBy = token.MadeBy,
    };
}
