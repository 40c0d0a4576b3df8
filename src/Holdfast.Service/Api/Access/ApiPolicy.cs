using Holdfast.Client.Errors;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Access;

/// <summary>The one function that decides who may do what; everything not allowed here is refused.</summary>
internal static class ApiPolicy
{
    /// <returns>Null if the request is allowed.</returns>
    public static Refusal? Check(Caller caller, string method, Endpoint? endpoint)
    {
        if (caller is Caller.Machine or Caller.UnknownMachine
            || endpoint?.Metadata.GetMetadata<OnlyForNodes>() is not null)
        {
            return CheckMachine(caller, endpoint);
        }

        if (endpoint?.Metadata.GetMetadata<WithoutCredentials>() is not null)
        {
            return null;
        }

        Role needed = NeededFor(method, endpoint);
        return caller switch
        {
            Caller.PageSession when endpoint?.Metadata.GetMetadata<NotForPages>() is not null => new Refusal(
                ErrorCodes.NotAllowed, "a session of the web page may not do this; use the command line"),
            Caller.PageSession { AsksItself: false } or Caller.Person { AsksItself: false }
                when !ReadsOnly(method) => new Refusal(
                ErrorCodes.NotAllowed, "what changes something must be asked by the web page itself"),
            { Rights: { } rights } when rights >= needed => null,
            { Rights: { } rights } => new Refusal(ErrorCodes.NotAllowed,
                $"this needs the role {needed}, and {caller.Who} has the role {rights}; ask an administrator, or use "
                + "another token or page address"),
            Caller.StrangeUser stranger => new Refusal(ErrorCodes.NotAllowed,
                $"user id {stranger.Peer.UserId} may not use this socket; root, the service's own user and members of "
                + "the group holdfast may"),
            _ => new Refusal(ErrorCodes.NotAuthenticated,
                "send \"Authorization: Bearer <token>\" with the content of the node's api-token file, "
                + "or use the node's Unix socket"),
        };
    }

    /// <summary>The role that a request to an endpoint needs.</summary>
    public static Role NeededFor(string method, Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<Needs>()?.Role ?? (ReadsOnly(method) ? Role.Viewer : Role.Administrator);

    /// <summary>Machines may do what they need of each other, and nothing else; strangers may ask to join.</summary>
    private static Refusal? CheckMachine(Caller caller, Endpoint? endpoint) => caller switch
    {
        Caller.Machine { Identity.IsNode: true } when endpoint?.Metadata.GetMetadata<ForNodes>() is not null
            || endpoint?.Metadata.GetMetadata<OnlyForNodes>() is not null => null,
        Caller.Machine when endpoint?.Metadata.GetMetadata<ForMachines>() is not null => null,
        Caller.Machine machine => new Refusal(
            ErrorCodes.NotAllowed, $"a {machine.Identity.Role} of the cluster may not do this"),
        Caller.UnknownMachine when endpoint?.Metadata.GetMetadata<ForStrangers>() is not null => null,
        Caller.UnknownMachine or Caller.Anonymous => new Refusal(ErrorCodes.NotAuthenticated,
            "other machines need a certificate of this cluster, and must be in it"),
        _ => new Refusal(ErrorCodes.NotAllowed, "only nodes of the cluster are given this, by their certificates"),
    };

    private static bool ReadsOnly(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}

/// <summary>Marks an endpoint that checks for itself, or gives nothing away.</summary>
internal sealed class WithoutCredentials;

/// <summary>Marks an endpoint that a page session may not call, whatever its role: files, and more sessions.</summary>
internal sealed class NotForPages;

/// <summary>Marks an endpoint that other nodes may call, by their certificates.</summary>
internal sealed class ForNodes;

/// <summary>Marks an endpoint that nobody but other nodes may call.</summary>
internal sealed class OnlyForNodes;

/// <summary>Marks an endpoint that every machine of the cluster may call, witnesses included.</summary>
internal sealed class ForMachines;

/// <summary>Marks an endpoint that a machine may call which is not in the cluster yet.</summary>
internal sealed class ForStrangers;
