namespace Holdfast.Service.Api;

/// <summary>What the API accepts at most.</summary>
internal static class ApiLimits
{
    /// <summary>Bytes of a request's body.</summary>
    public const long Body = 1 << 20;

    /// <summary>Bytes that the server itself lets through, so that a body that is too large is read to its end and its
    /// sender gets the answer instead of a broken connection. Beyond it the connection is closed.</summary>
    public const long Transport = 16 << 20;

    /// <summary>Bytes of an uploaded package.</summary>
    public const long Package = 256L << 20;

    /// <summary>Levels of a JSON body.</summary>
    public const int JsonDepth = 32;

    public const int Connections = 1000;

    public const int Headers = 100;

    /// <summary>Bytes of all headers of a request.</summary>
    public const int HeaderBytes = 16 << 10;

    public static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);
}
