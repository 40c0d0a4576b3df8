using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Holdfast.Database.Etcd;

/// <summary>What one try of a request at one member came to: a closed set.</summary>
internal abstract record EtcdAnswer
{
    /// <summary>The codes by which etcd says that it did not do it. (Those of gRPC.)</summary>
    private const int InvalidArgument = 3;
    private const int NotFound = 5;
    private const int PermissionDenied = 7;
    private const int ResourceExhausted = 8;
    private const int FailedPrecondition = 9;
    private const int OutOfRange = 11;
    private const int Unimplemented = 12;
    private const int Unauthenticated = 16;

    private EtcdAnswer()
    {
    }

    /// <summary>What the answer says to a person.</summary>
    public abstract string Reason { get; }

    /// <summary>Reads an answer that came back whole.</summary>
    public static EtcdAnswer Read(HttpStatusCode status, byte[] body)
    {
        try
        {
            JsonElement root = JsonElement.Parse(body);
            return status == HttpStatusCode.OK ? new Ok(root) : ReadError(status, root);
        }
        catch (JsonException)
        {
            string start = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 200))).Trim();
            return status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
                or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? new Refused(Unimplemented, $"HTTP {(int)status}: {start}. Is it etcd 3.4 or later, with its gateway?")
                : new Unknown($"HTTP {(int)status}: {start}");
        }
    }

    /// <summary>
    /// An error of etcd. Only those that are known to be said before, or instead of, the change count as a refusal;
    /// a deadline that passed, a leader that was lost or a server that stopped tell nothing.
    /// </summary>
    /// <remarks>A stream that is refused before its first message has its error in a member of that name.</remarks>
    private static EtcdAnswer ReadError(HttpStatusCode status, JsonElement answer)
    {
        JsonElement root = answer.TryGetProperty("error", out JsonElement inner)
            && inner.ValueKind == JsonValueKind.Object ? inner : answer;
        int code = (int)root.Number("code");
        string message = root.Text("message") ?? root.Text("error") ?? $"HTTP {(int)status}";
        bool byEtcd = message.StartsWith("etcdserver:", StringComparison.Ordinal);
        bool refused = code == Unimplemented || (byEtcd && code is InvalidArgument or NotFound or PermissionDenied
            or ResourceExhausted or FailedPrecondition or OutOfRange or Unauthenticated);
        return refused ? new Refused(code, message) : new Unknown($"HTTP {(int)status}: {message}");
    }

    /// <summary>Done; this is the answer.</summary>
    internal sealed record Ok(JsonElement Root) : EtcdAnswer
    {
        public override string Reason => "";
    }

    /// <summary>etcd answered that it does not do it: nothing was changed and nothing will be.</summary>
    internal sealed record Refused(int Code, string Message) : EtcdAnswer
    {
        public override string Reason => EtcdRemedies.For(Message);

        /// <summary>The user may not do that.</summary>
        public bool IsForbidden => Code == PermissionDenied;

        /// <summary>The token has run out, or users were changed since it was given.</summary>
        public bool TokenIsOld => Code == Unauthenticated
            || Message.Contains("revision of auth store is old", StringComparison.Ordinal);

        /// <summary>The revision that was asked for is compacted, or is not there yet.</summary>
        public bool OutsideHistory => Code == OutOfRange;

        /// <summary>The revision that was asked for is not there yet.</summary>
        public bool InTheFuture => OutsideHistory && Message.Contains("future", StringComparison.Ordinal);
    }

    /// <summary>It was sent, and what became of it is not known; it may still take effect.</summary>
    internal sealed record Unknown(string Why) : EtcdAnswer
    {
        private const string TooLarge = "larger than max (";

        public override string Reason => Why;

        /// <summary>
        /// How many bytes the message had that etcd, or its gateway, would not receive; null where it was not for that.
        /// </summary>
        /// <remarks>
        /// gRPC says it of a request, which then does nothing, and of an answer to one that was done, in the same
        /// words: "received message larger than max (2097225 vs. 2097152)". Whoever knows how large the answer can be
        /// tells them apart.
        /// </remarks>
        public long? RejectedMessage
        {
            get
            {
                int at = Why.IndexOf(TooLarge, StringComparison.Ordinal);
                string bytes = at < 0 ? "" : Why[(at + TooLarge.Length)..].Split(' ')[0];
                return long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out long read)
                    ? read
                    : null;
            }
        }
    }

    /// <summary>It did not leave this process.</summary>
    internal sealed record NotSent(string Why) : EtcdAnswer
    {
        public override string Reason => Why;
    }
}
