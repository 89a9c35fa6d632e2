#pragma once

#include <cstddef>
#include <vector>

namespace railhead {

// A queue open at both ends over one array that doubles when full and keeps its
// memory when cleared. T is a plain value. Not thread-safe.
template <class T>
class Ring {
 public:
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  void clear() { head_ = size_ = 0; }

  // Requires: index < size().
  T& operator[](std::size_t index) { return items_[(head_ + index) & mask()]; }
  const T& operator[](std::size_t index) const { return items_[(head_ + index) & mask()]; }
  T& front() { return (*this)[0]; }
  T& back() { return (*this)[size_ - 1]; }
  const T& front() const { return (*this)[0]; }
  const T& back() const { return (*this)[size_ - 1]; }

  void push_back(const T& item) {
    if (size_ == items_.size()) grow();
    items_[(head_ + size_++) & mask()] = item;
  }
  // Requires: not empty.
  void pop_front() {
    head_ = (head_ + 1) & mask();
    --size_;
  }
  void pop_back() { --size_; }

  // Keeps the order of the others. Requires: index < size().
  void erase(std::size_t index) {
    for (std::size_t i = index; i + 1 < size_; ++i) (*this)[i] = (*this)[i + 1];
    --size_;
  }
  // Takes out all that `gone(item)` is true of, in one pass.
  template <class Gone>
  void remove_if(Gone gone) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size_; ++i)
      if (!gone((*this)[i])) (*this)[kept++] = (*this)[i];
    size_ = kept;
  }

 private:
  [[nodiscard]] std::size_t mask() const { return items_.size() - 1; }
  void grow() {
    std::vector<T> larger(items_.empty() ? 64 : 2 * items_.size());
    for (std::size_t i = 0; i < size_; ++i) larger[i] = (*this)[i];
    items_ = std::move(larger);
    head_ = 0;
  }

  std::vector<T> items_;  // size a power of two
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

}  // namespace railhead
