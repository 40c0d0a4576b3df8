using System.Text;

namespace Holdfast.Lab.Machines;

/// <summary>Stops before the next transaction that writes certain keys, or after it, before its answer.</summary>
/// <param name="mark">What <see cref="Mark"/> made of the keys' beginning.</param>
/// <param name="after">Whether after it.</param>
public sealed class TransactionTrip(string mark, bool after)
{
    private readonly byte[] _put = Encoding.ASCII.GetBytes($"\"request_put\":{{\"key\":\"{mark}");
    private readonly byte[] _delete = Encoding.ASCII.GetBytes($"\"request_delete_range\":{{\"key\":\"{mark}");
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _found;

    /// <summary>Completes once it has stopped there.</summary>
    public Task Reached => _reached.Task;

    /// <summary>How a key that begins so is written in a request: in base64, which three bytes make four of, so that
    /// one or two bytes at the end are left out.</summary>
    public static string Mark(string beginning) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(beginning[..(beginning.Length / 3 * 3)]));

    /// <summary>Whether what comes on a connection now is not passed on any more.</summary>
    public bool Ends(Carried carried, ReadOnlySpan<byte> part, bool isRequest)
    {
        carried.IsTransaction = isRequest
            && (carried.IsTransaction || part.IndexOf("/v3/kv/txn"u8) >= 0);
        if (carried.IsTransaction && (part.IndexOf(_put) >= 0 || part.IndexOf(_delete) >= 0)
            && Interlocked.Exchange(ref _found, 1) == 0)
        {
            carried.IsIt = true;
        }

        if (!carried.IsIt || (after && isRequest))
        {
            return false;
        }

        _reached.TrySetResult();
        return true;
    }

    /// <summary>What one connection carries.</summary>
    public sealed class Carried
    {
        /// <summary>Whether the request that it carries is a transaction.</summary>
        internal bool IsTransaction { get; set; }

        /// <summary>Whether that is the one.</summary>
        internal bool IsIt { get; set; }
    }
}
