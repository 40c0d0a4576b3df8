using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.WhatIf;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Joining;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Api.Endpoints;

/// <summary>The machines of the cluster: who votes, who joins, who leaves.</summary>
internal static class MachineEndpoints
{
    private const int LongestRequest = 16 << 10;
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(24);
    private static readonly TimeSpan UsualLife = TimeSpan.FromMinutes(15);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/cluster/quorum", async (HttpContext context, DatabaseMembers members) =>
                TypedResults.Ok(await members.QuorumAsync(context.RequestAborted).ConfigureAwait(false)))
            .WithName("Quorum").WithTags("machines")
            .WithSummary("Asks every member of the database: who votes, and what one more loss would do.");
        api.MapPost("/cluster/tokens", TokenAsync)
            .Imagines().WithName("MakeJoinToken").WithTags("machines")
            .WithSummary("Makes a token that lets one machine join once.")
            .Accepts<JoinTokenRequest>(true, "application/json").Produces<JoinTokenDto>();
        api.MapDelete("/cluster/members/{name}", async (HttpContext context, string name, DatabaseMembers members) =>
                (await members.RemoveAsync(name, context.Who(), context.RequestAborted).ConfigureAwait(false))
                    .ToResult(_ => TypedResults.NoContent()))
            .Imagines().WithName("RemoveMember").WithTags("machines")
            .WithSummary("Takes the vote of a witness, or of what an evicted node left, away for good.")
            .Produces(StatusCodes.Status204NoContent);
        api.MapGet("/join/authority", (HttpContext context, JoinDesk desk, JoinLimiter limiter) =>
                Allowed(context, limiter) ?? desk.Authority().ToResult(TypedResults.Ok))
            .WithMetadata(new ForStrangers(), new NotForPages()).WithName("JoinAuthority").WithTags("machines")
            .WithSummary("The certificate of the cluster's authority, to be compared with the token.")
            .Produces<AuthorityDto>();
        api.MapPost("/join", JoinAsync)
            .WithMetadata(new ForStrangers()).WithName("Join").WithTags("machines")
            .WithSummary("Lets a machine in that has a token: signs its certificate, adds its member.")
            .Accepts<JoinRequest>("application/json").Produces<JoinDto>();
        api.MapGet("/authority-key", (JoinDesk desk) => desk.AuthorityKey().ToResult(TypedResults.Ok))
            .WithMetadata(new OnlyForNodes()).WithName("AuthorityKey").WithTags("machines")
            .WithSummary("The authority's key, for nodes alone: each can let the next machine in.")
            .Produces<AuthorityKeyDto>();
        api.MapPost("/certificates", RenewAsync)
            .WithMetadata(new ForMachines()).WithName("RenewCertificate").WithTags("machines")
            .WithSummary("A certificate after that which the asking machine has.")
            .Accepts<CertificateRenewalRequest>("application/json").Produces<MachineCertificateDto>();
    }

    private static async Task<IResult> TokenAsync(HttpContext context, JoinDesk desk)
    {
        Outcome<(string Role, string Node, TimeSpan Life)> body = await context.BodyAsync(
            reader => (Role(reader, reader.Text("role", 20) ?? MachineConfig.NodeRole), reader.Text("node", 63) ?? "",
                reader.Duration("lifetime", ShortestLife, most: LongestLife) ?? UsualLife),
            optional: true).ConfigureAwait(false);
        return body.Succeeded(out (string Role, string Node, TimeSpan Life) asked, out Refusal? refusal)
            ? (await desk.TokenAsync(asked.Role, asked.Node, asked.Life, context.Who(), context.RequestAborted)
                .ConfigureAwait(false)).ToResult(TypedResults.Ok)
            : new ProblemResult(refusal);
    }

    private static async Task<IResult> JoinAsync(HttpContext context, JoinDesk desk, JoinLimiter limiter)
    {
        if (Allowed(context, limiter) is { } refused)
        {
            return refused;
        }

        Outcome<JoinRequest> body = await context.BodyAsync(ReadJoin).ConfigureAwait(false);
        return body.Succeeded(out JoinRequest? request, out Refusal? refusal)
            ? (await desk.JoinAsync(request, context.RequestAborted).ConfigureAwait(false)).ToResult(TypedResults.Ok)
            : new ProblemResult(refusal);
    }

    private static async Task<IResult> RenewAsync(HttpContext context, JoinDesk desk)
    {
        Outcome<string> body = await context.BodyAsync(reader => reader.Required("signingRequest") ?? "")
            .ConfigureAwait(false);
        if (!body.Succeeded(out string? request, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        return AccessMiddleware.CallerOf(context) is Caller.Machine machine
            ? (await desk.RenewAsync(machine.Identity, request, context.RequestAborted).ConfigureAwait(false))
                .ToResult(TypedResults.Ok)
            : new ProblemResult(new Refusal(ErrorCodes.NotAllowed, "a machine asks for its own certificate only"));
    }

    private static ProblemResult? Allowed(HttpContext context, JoinLimiter limiter) =>
        limiter.Allows(context.Connection.RemoteIpAddress)
            ? null
            : new ProblemResult(new Refusal(ErrorCodes.TooManyTries, "too many tries to join; wait a minute"));

    private static JoinRequest ReadJoin(BodyReader reader)
    {
        string address = reader.Required("address") ?? "";
        if (address.Length > 0 && !MachineSettings.IsHost(address))
        {
            reader.Add("address", ErrorCodes.WrongValue, $"\"{address}\" is no IP address and no host name");
        }

        string node = reader.Name("node");
        if (!Hosting.NodeSettings.IsNodeName(node))
        {
            reader.Add("node", ErrorCodes.BadName, "a machine's name is made of letters, digits and '-'");
        }

        return new JoinRequest
        {
            TokenId = reader.Required("tokenId") ?? "",
            Secret = reader.Required("secret") ?? "",
            Role = Role(reader, reader.Required("role") ?? MachineConfig.NodeRole),
            Node = node,
            Address = address,
            Port = reader.Number("port", 1, 65535) ?? MachineSettings.DefaultPort,
            ClientPort = reader.Number("clientPort", 1, 65535) ?? MemberSettings.DefaultClientPort,
            PeerPort = reader.Number("peerPort", 1, 65535) ?? MemberSettings.DefaultPeerPort,
            SigningRequest = reader.Text("signingRequest", LongestRequest) ?? "",
        };
    }

    private static string Role(BodyReader reader, string role)
    {
        if (role is not (MachineConfig.NodeRole or MachineConfig.WitnessRole))
        {
            reader.Add("role", ErrorCodes.WrongValue, $"\"{role}\" is neither node nor witness");
        }

        return role;
    }
}
