using System.Text.Json;

namespace Holdfast.Service.Api;

/// <summary>What only the owner of a resource can do: a closed set.</summary>
internal abstract record OwnerCall
{
    private OwnerCall()
    {
    }

    public sealed record Fail(string Reason) : OwnerCall;

    public sealed record Clear : OwnerCall;

    public sealed record Polls : OwnerCall;

    public sealed record Processes : OwnerCall;

    public sealed record Control(string Name, JsonElement Input) : OwnerCall;
}
