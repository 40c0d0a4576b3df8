using System.ComponentModel.DataAnnotations;
using Holdfast.ResourceApi;

namespace Sample.Counter;

/// <summary>The properties people set; their schema is read from this record.</summary>
public sealed record CounterProperties
{
    [Property("TCP port on the loopback address that the counter listens on"), Range(1, 65535)]
    public int Port { get; init; } = 7501;

    [Property("Folder that every node can reach, in which the count is kept"), Required]
    public string Folder { get; init; } = "/var/lib/sample-counter";
}
